import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { TextField } from '../../components/Field';
import { idError, idFor } from './identity';

export interface Identity {
  name: string;
  id: string;
  set: (part: { name?: string; id?: string }) => void;
  /** Null when both can be used. */
  error: string | null;
}

/** Name and id of a new flow; the id follows the name until somebody edits it. */
export function useIdentity(firstName: string, firstId: string | null, taken: ReadonlySet<string>): Identity {
  const { t } = useTranslation('flows');
  const [name, setName] = useState(firstName);
  const [own, setOwn] = useState<string | null>(firstId);
  const id = own ?? (name.trim() ? idFor(name, taken) : '');
  const wrong = idError(id, taken);
  return {
    name,
    id,
    error: wrong && t(wrong, { id }),
    set: (part) => {
      if (part.name !== undefined) setName(part.name);
      if (part.id !== undefined) setOwn(part.id.trim());
    },
  };
}

export function NameAndId({ identity, shown }: { identity: Identity; shown: boolean }) {
  const { t } = useTranslation('flows');
  const { name, id, error, set } = identity;
  return (
    <>
      <TextField
        label={t('create.name')}
        autoFocus
        value={name}
        onChange={(value) => set({ name: value })}
        error={shown && !name.trim() ? t('create.nameEmpty') : null}
      />
      <TextField
        label={t('create.id')}
        help={t('create.idHelp')}
        mono
        value={id}
        onChange={(value) => set({ id: value })}
        error={(shown || id !== '') && name.trim() ? error : null}
      />
    </>
  );
}
