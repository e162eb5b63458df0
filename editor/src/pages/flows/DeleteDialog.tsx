import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { TextField } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { deleteFlow } from './actions';

interface Props {
  flow: FlowSummary;
  onClose: () => void;
  onDone: () => void;
}

/** Deleting asks to type the id: it cannot be undone. */
export function DeleteDialog({ flow, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const [typed, setTyped] = useState('');
  const { busy, failure, send } = useSend();
  const right = typed === flow.id;
  return (
    <Dialog
      title={t('delete.title', { name: flow.name || flow.id })}
      onClose={onClose}
      onSubmit={() => right && send(deleteFlow(flow), onDone)}
      actions={
        <button type="submit" className="btn danger" disabled={!right || busy}>
          {t('action.delete')}
        </button>
      }
    >
      <p>{flow.deployed ? t('delete.textDeployed') : t('delete.text')}</p>
      <TextField label={t('delete.type', { id: flow.id })} autoFocus mono value={typed} onChange={setTyped} />
      <Failure message={failure} />
    </Dialog>
  );
}
