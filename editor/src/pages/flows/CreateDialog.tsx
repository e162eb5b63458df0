import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { TextField } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { createFlow } from './actions';
import { emptyFlow } from './identity';
import { NameAndId, useIdentity } from './NameAndId';

export function CreateDialog({ taken, onClose }: { taken: ReadonlySet<string>; onClose: () => void }) {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  const identity = useIdentity('', null, taken);
  const [description, setDescription] = useState('');
  const [shown, setShown] = useState(false);
  const { busy, failure, send } = useSend();
  const submit = () => {
    setShown(true);
    const { name, id, error } = identity;
    if (!name.trim() || error) return;
    send(createFlow(emptyFlow(id, name.trim(), description.trim())), () => {
      onClose();
      go(`/flows/${encodeURIComponent(id)}`);
    });
  };
  return (
    <Dialog
      title={t('create.title')}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('create.submit')}
        </button>
      }
    >
      <NameAndId identity={identity} shown={shown} />
      <TextField label={t('create.description')} value={description} onChange={setDescription} />
      <Failure message={failure} />
    </Dialog>
  );
}
