import { useTranslation } from 'react-i18next';

import { setAside } from '../../../flow/setAside';
import { useEditor } from '../../../store';

/** At a source: samples of the flow that were late, replaced, repeated or of the future; nothing while there are none. */
export function SetAsideLine({ id }: { id: string }) {
  const { t, i18n } = useTranslation('cost');
  const counts = useEditor((state) => state.setAside);
  const isSource = useEditor((state) => state.document?.nodes[id]?.kind.startsWith('source.') ?? false);
  const found = setAside(counts);
  if (!isSource || found.length === 0) return null;
  const parts = found.map(([what, count]) => t(what, { count, number: count.toLocaleString(i18n.language) }));
  return (
    <p className="cost-line" title={t('setAsideHelp')}>
      {t('setAside', { what: parts.join(' · ') })}
    </p>
  );
}
