import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { LastTables } from '../inspector/LastTables';
import { useLast } from '../inspector/useLast';

/** Last values and events of the selected node, with room to read them. */
export function LiveTab() {
  const { t } = useTranslation('editor');
  const id = useEditor((state) => (state.selected.length === 1 ? state.selected[0] : undefined));
  const node = useEditor((state) => (id ? state.document?.nodes[id] : undefined));
  const { last, missing } = useLast(node ? id : undefined);
  if (!node) return <p className="hint">{t('data.select')}</p>;
  if (missing) return <p className="hint">{t('data.notRunning')}</p>;
  return last ? <LastTables last={last} /> : <p className="hint">{t('common:loading')}</p>;
}
