import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { Dialog } from '../../../components/Dialog';
import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';

/** Somebody leaves, and the server has not what is on the screen. */
export function Leaving() {
  const { t } = useTranslation('drafts');
  const to = useEditor((state) => state.leaving);
  const error = useEditor((state) => state.saveError);
  const setDraft = useEditor((state) => state.setDraft);
  const [, go] = useLocation();
  if (to === null) return null;
  const stay = () => setDraft({ leaving: null });
  const leave = () => {
    stay();
    go(to);
  };
  const save = async () => {
    if (await saveNow()) leave();
  };
  return (
    <Dialog
      title={t('leaving.title')}
      onClose={stay}
      onSubmit={() => void save()}
      actions={
        <>
          <button type="button" className="btn" onClick={leave}>
            {t('leaving.leave')}
          </button>
          <button type="submit" className="btn prim">
            {t('leaving.save')}
          </button>
        </>
      }
    >
      <p>{t('leaving.text')}</p>
      {error && <p className="field-error">{error}</p>}
    </Dialog>
  );
}
