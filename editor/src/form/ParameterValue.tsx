import { useTranslation } from 'react-i18next';

import type { Json } from '../api/types';
import { filled, namesIn } from '../flow/braces';
import { valuesAt } from '../flow/parameters';
import { useEditor } from '../store';

const LONGEST = 80;

/** What a setting with `{name}` in it becomes: of an open block for the device that is shown. */
export function ParameterValue({ value }: { value: Json | undefined }) {
  const { t } = useTranslation('blocks');
  const made = useEditor(({ root, scope, device }) => {
    if (!root || typeof value !== 'string' || namesIn(value).size === 0) return null;
    const values = valuesAt(root, scope, device);
    const known = [...namesIn(value)].some((name) => name in values);
    return known ? String(filled(value, values, root.parameters)) : null;
  });
  if (made === null) return null;
  return <p className="parameter-value tn">{t('becomes', { value: made.slice(0, LONGEST) })}</p>;
}
