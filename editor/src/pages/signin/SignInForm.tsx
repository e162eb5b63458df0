import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { useSession } from '../../app/session';
import { TextField } from '../../components/Field';
import { signInTrouble, type Trouble } from './trouble';

export function SignInForm() {
  const { t } = useTranslation('signin');
  const { enter, expired } = useSession();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name || !password) return setTrouble({ key: 'error.empty' });
    setBusy(true);
    try {
      enter(await api.post<Session>('/session', { name, password }));
    } catch (error) {
      setTrouble(signInTrouble(error));
      setPassword('');
      setBusy(false);
    }
  };
  return (
    <form className="vform" onSubmit={submit} noValidate aria-label={t('signIn')}>
      <h1>{t('signIn')}</h1>
      {expired && !trouble && (
        <p className="note-line" role="status">
          {t('expired')}
        </p>
      )}
      <TextField label={t('name')} name="name" autoComplete="username" value={name} onChange={setName} />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {trouble && <TroubleLine trouble={trouble} />}
      <button type="submit" className="btn prim" disabled={busy}>
        {t('signIn')}
      </button>
    </form>
  );
}

export function TroubleLine({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation('signin');
  return (
    <p className="field-error" role="alert">
      {trouble.text ?? t(trouble.key, { seconds: trouble.seconds })}
    </p>
  );
}
