import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';

/** What to do first, while the flow has nothing in it. */
export function EmptyCanvas() {
  const { t } = useTranslation('editor');
  const empty = useEditor(
    (state) => state.document !== null && Object.keys(state.document.nodes).length === 0,
  );
  if (!empty) return null;
  return (
    <div className="canvas-empty empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.first')}</p>
      <p className="mut">{t('empty.then')}</p>
    </div>
  );
}
