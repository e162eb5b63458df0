import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { addUser } from '../../../api/people';
import type { Role } from '../../../api/types';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';
import { RoleField } from './RoleField';

interface Props {
  onClose: () => void;
  onDone: (said: string) => void;
}

/** Let somebody in. */
export function NewUserDialog({ onClose, onDone }: Props) {
  const { t } = useTranslation('people');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [password, setPassword] = useState('');
  const { busy, failure, send } = useSend();
  const ready = name.trim() !== '' && password !== '' && !busy;
  const submit = () => {
    const user = { name: name.trim(), role, password };
    if (ready) send(addUser(user), () => onDone(t('users.added', { name: user.name })));
  };
  return (
    <Dialog
      title={t('users.add')}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={!ready}>
          {t('common:add')}
        </button>
      }
    >
      <TextField label={t('name')} value={name} onChange={setName} autoFocus autoComplete="off" />
      <RoleField value={role} onChange={setRole} />
      <TextField
        label={t('users.first')}
        help={t('users.firstHelp')}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
      <Failure message={failure} />
    </Dialog>
  );
}
