import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';
import { duplicateFlow } from './actions';
import { NameAndId, useIdentity } from './NameAndId';

interface Props {
  flow: FlowSummary;
  taken: ReadonlySet<string>;
  onClose: () => void;
  onDone: () => void;
}

export function DuplicateDialog({ flow, taken, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const identity = useIdentity(t('duplicate.name', { name: flow.name || flow.id }), null, taken);
  const [shown, setShown] = useState(false);
  const { busy, failure, send } = useSend();
  const submit = () => {
    setShown(true);
    const { name, id, error } = identity;
    if (name.trim() && !error) send(duplicateFlow(flow, id, name.trim()), onDone);
  };
  return (
    <Dialog
      title={t('duplicate.title', { name: flow.name || flow.id })}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('action.duplicate')}
        </button>
      }
    >
      <NameAndId identity={identity} shown={shown} />
      <p className="field-help">{t('duplicate.help')}</p>
      <Failure message={failure} />
    </Dialog>
  );
}
