import { useTranslation } from 'react-i18next';

import { removeUser, type User } from '../../../api/people';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { useSend } from '../../../components/useSend';

interface Props {
  user: User;
  onClose: () => void;
  onDone: (said: string) => void;
}

export function RemoveUserDialog({ user, onClose, onDone }: Props) {
  const { t } = useTranslation('people');
  const { busy, failure, send } = useSend();
  const submit = () => send(removeUser(user.name), () => onDone(t('users.removed', { name: user.name })));
  return (
    <Dialog
      title={t('users.removeOf', { name: user.name })}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn danger" disabled={busy}>
          {t('users.remove')}
        </button>
      }
    >
      <p>{t('users.removeHelp')}</p>
      <Failure message={failure} />
    </Dialog>
  );
}
