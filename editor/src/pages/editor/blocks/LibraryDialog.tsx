import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';
import { useEditor } from '../../../store';
import { keepInLibrary } from './libraryActions';

/** The flow's copy of a block becomes the next version of the library; other flows keep theirs. */
export function LibraryDialog({ block, onClose }: { block: string; onClose: () => void }) {
  const { t } = useTranslation('blocks');
  const name = useEditor((state) => state.root?.blocks?.[block]?.name || block);
  const [comment, setComment] = useState('');
  const { busy, failure, send } = useSend();
  return (
    <Dialog
      title={t('library.title', { name })}
      onClose={onClose}
      onSubmit={() => send(keepInLibrary(block, comment.trim()), onClose)}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('library.submit')}
        </button>
      }
    >
      <p>{t('library.text')}</p>
      <TextField label={t('library.comment')} autoFocus value={comment} onChange={setComment} />
      <Failure message={failure} />
    </Dialog>
  );
}
