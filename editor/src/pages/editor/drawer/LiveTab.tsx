import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { LastView } from '../inspector/LastView';
import { useLast } from '../inspector/useLast';

/** Last values and events of the selected node, or of the output that the selected wire leaves, with room to read. */
export function LiveTab() {
  const { t } = useTranslation('editor');
  const only = useEditor((state) => (state.selected.length === 1 ? state.selected[0] : undefined));
  const wire = useEditor((state) => {
    const chosen = state.selected.length === 0 ? state.edges.filter((edge) => edge.selected) : [];
    return chosen.length === 1 ? chosen[0]?.data?.wire : undefined;
  });
  const id = wire?.from[0] ?? only;
  const node = useEditor((state) => (id ? state.document?.nodes[id] : undefined));
  const { last, missing } = useLast(node ? id : undefined);
  if (!node) return <p className="hint">{t('spark:select')}</p>;
  if (missing) return <p className="hint">{t('data.notRunning')}</p>;
  if (!last) return <p className="hint">{t('common:loading')}</p>;
  return <LastView key={`${id} ${wire?.from[1]}`} last={last} node={id ?? ''} port={wire?.from[1]} />;
}
