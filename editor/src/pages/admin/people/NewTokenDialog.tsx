import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { addToken } from '../../../api/people';
import type { Role } from '../../../api/types';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';
import { RoleField } from './RoleField';

interface Props {
  onClose: () => void;
  onAdded: () => void;
}

/** A token for a program; its secret is shown here, and nowhere else. */
export function NewTokenDialog({ onClose, onAdded }: Props) {
  const { t } = useTranslation('people');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('365');
  const [secret, setSecret] = useState('');
  const { busy, failure, send } = useSend();
  const lasting = days.trim() === '' ? null : Number(days);
  const wrong = lasting !== null && !(lasting > 0);
  const ready = name.trim() !== '' && !wrong && !busy;
  const submit = () => {
    if (!ready || secret) return;
    const made = addToken({ name: name.trim(), role, days: lasting });
    send(
      made.then((token) => setSecret(token.secret)),
      onAdded,
    );
  };
  return (
    <Dialog
      title={t('tokens.add')}
      onClose={onClose}
      onSubmit={submit}
      done={secret !== ''}
      actions={
        secret ? null : (
          <button type="submit" className="btn prim" disabled={!ready}>
            {t('tokens.make')}
          </button>
        )
      }
    >
      {secret ? (
        <div className="field">
          <label htmlFor="token-secret">{t('tokens.secret')}</label>
          <input
            id="token-secret"
            className="inp mono"
            readOnly
            value={secret}
            onFocus={(event) => event.currentTarget.select()}
          />
          <p className="field-help">{t('tokens.secretHelp')}</p>
        </div>
      ) : (
        <>
          <TextField label={t('name')} value={name} onChange={setName} autoFocus autoComplete="off" />
          <RoleField value={role} onChange={setRole} />
          <TextField
            label={t('tokens.days')}
            help={t('tokens.daysHelp')}
            value={days}
            error={wrong ? t('tokens.number') : null}
            onChange={setDays}
          />
          <Failure message={failure} />
        </>
      )}
    </Dialog>
  );
}
