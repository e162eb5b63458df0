import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changePassword, type User } from '../../../api/people';
import { useSession } from '../../../app/session';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';

interface Props {
  user: User;
  onClose: () => void;
  onDone: (said: string) => void;
}

/** Another password; one's own asks for the one until now. */
export function PasswordDialog({ user, onClose, onDone }: Props) {
  const { t } = useTranslation('people');
  const me = useSession((state) => state.session?.user.name) === user.name;
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const { busy, failure, send } = useSend();
  const ready = password !== '' && (!me || old !== '') && !busy;
  const submit = () => {
    if (!ready) return;
    send(changePassword(user.name, password, me ? old : undefined), () =>
      onDone(t('users.newPassword', { name: user.name })),
    );
  };
  return (
    <Dialog
      title={t('users.passwordOf', { name: user.name })}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={!ready}>
          {t('common:save')}
        </button>
      }
    >
      {me && (
        <TextField
          label={t('users.old')}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={old}
          onChange={setOld}
        />
      )}
      <TextField
        label={t('users.new')}
        help={t('users.passwordHelp')}
        type="password"
        autoComplete="new-password"
        autoFocus={!me}
        value={password}
        onChange={setPassword}
      />
      <Failure message={failure} />
    </Dialog>
  );
}
