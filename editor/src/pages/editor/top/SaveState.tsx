import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';

/** Whether the server has what is on the screen. */
export function SaveState() {
  const { t } = useTranslation('editor');
  const state = useEditor((editor) => editor.saveState);
  const error = useEditor((editor) => editor.saveError);
  const readOnly = useEditor((editor) => editor.readOnly);
  if (readOnly) return <span className="save-state">{t('save.readOnly')}</span>;
  const bad = state === 'offline' || state === 'failed' || state === 'conflict';
  return (
    <span
      className="save-state"
      role="status"
      data-state={state}
      data-bad={bad || undefined}
      title={error || undefined}
    >
      {t(`save.${state}`)}
      {(state === 'offline' || state === 'failed') && (
        <button type="button" className="btn ghost sm" onClick={() => void saveNow()}>
          {t('save.again')}
        </button>
      )}
    </span>
  );
}
