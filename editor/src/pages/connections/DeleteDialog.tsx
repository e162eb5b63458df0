import { useTranslation } from 'react-i18next';

import { api, path } from '../../api/client';
import type { Connection } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';

interface Props {
  connection: Connection;
  uses: number;
  onClose: () => void;
  onDone: () => void;
}

export function DeleteDialog({ connection, uses, onClose, onDone }: Props) {
  const { t } = useTranslation('connections');
  const { busy, failure, send } = useSend();
  return (
    <Dialog
      title={t('delete.title', { name: connection.name || connection.id })}
      onClose={onClose}
      onSubmit={() => send(api.delete(path`/connections/${connection.id}`), onDone)}
      actions={
        <button type="submit" className="btn danger" disabled={busy}>
          {t('common:delete')}
        </button>
      }
    >
      <p>{uses > 0 ? t('delete.used', { count: uses }) : t('delete.unused')}</p>
      <Failure message={failure} />
    </Dialog>
  );
}
