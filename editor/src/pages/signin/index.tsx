import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Session } from '../../api/types';
import { useSession } from '../../app/session';

export default function SignIn({ setup }: { setup: boolean }) {
  const { t } = useTranslation('signin');
  const enter = useSession((state) => state.enter);
  const [error, setError] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    api
      .post<Session>(setup ? '/setup' : '/session', fields)
      .then(enter)
      .catch((failure: unknown) => setError(messageOf(failure)));
  };
  return (
    <form className="empty" onSubmit={submit}>
      <h2>{setup ? t('setup') : t('signIn')}</h2>
      {setup && <Field name="token" label={t('token')} />}
      <Field name="name" label={t('name')} />
      <Field name="password" label={t('password')} type="password" />
      {error && <p role="alert">{error}</p>}
      <button type="submit" className="btn prim">
        {setup ? t('create') : t('signIn')}
      </button>
    </form>
  );
}

function Field({ name, label, type = 'text' }: { name: string; label: string; type?: string }) {
  return (
    <label>
      {label}
      <input className="inp" name={name} type={type} required />
    </label>
  );
}
