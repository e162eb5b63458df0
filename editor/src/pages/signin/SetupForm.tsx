import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { useSession } from '../../app/session';
import { TextField } from '../../components/Field';
import { type SetupFields, SHORTEST_PASSWORD, setupErrors } from './rules';
import { TroubleLine } from './SignInForm';
import { setupTrouble, type Trouble } from './trouble';

const EMPTY: SetupFields = { token: '', name: '', password: '', again: '' };

/** The first start: whoever can read the console may create the administrator. */
export function SetupForm() {
  const { t } = useTranslation('signin');
  const { enter, begin } = useSession();
  const [fields, setFields] = useState(EMPTY);
  const [shown, setShown] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const errors = setupErrors(fields);
  const set = (field: keyof SetupFields) => (value: string) => setFields({ ...fields, [field]: value });
  const error = (field: keyof SetupFields) =>
    shown && errors[field] ? t(errors[field] as 'setup.error.token', { count: SHORTEST_PASSWORD }) : null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setShown(true);
    if (Object.keys(errors).length > 0) return;
    const { token, name, password } = fields;
    try {
      enter(await api.post<Session>('/setup', { token: token.trim(), name, password }));
    } catch (failure) {
      setTrouble(setupTrouble(failure));
    }
  };
  return (
    <form className="vform" onSubmit={submit} noValidate aria-label={t('setup.title')}>
      <h1>{t('setup.title')}</h1>
      <p className="sec">{t('setup.why')}</p>
      <TextField
        label={t('setup.token')}
        help={t('setup.tokenHelp')}
        error={error('token')}
        name="token"
        autoComplete="off"
        mono
        value={fields.token}
        onChange={set('token')}
      />
      <TextField
        label={t('name')}
        help={t('setup.nameHelp')}
        error={error('name')}
        name="name"
        autoComplete="username"
        value={fields.name}
        onChange={set('name')}
      />
      <TextField
        label={t('password')}
        help={t('setup.passwordHelp', { count: SHORTEST_PASSWORD })}
        error={error('password')}
        name="password"
        type="password"
        autoComplete="new-password"
        value={fields.password}
        onChange={set('password')}
      />
      <TextField
        label={t('setup.again')}
        error={error('again')}
        name="again"
        type="password"
        autoComplete="new-password"
        value={fields.again}
        onChange={set('again')}
      />
      {trouble && <TroubleLine trouble={trouble} />}
      {trouble?.key === 'error.done' && (
        <button type="button" className="btn" onClick={() => void begin()}>
          {t('signIn')}
        </button>
      )}
      <button type="submit" className="btn prim">
        {t('setup.create')}
      </button>
    </form>
  );
}
