import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { TextField } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { lockFlow } from './actions';

interface Props {
  flow: FlowSummary;
  onClose: () => void;
  onDone: () => void;
}

/** Nobody else changes the flow until it is unlocked; the reason is for them. */
export function LockDialog({ flow, onClose, onDone }: Props) {
  const { t } = useTranslation('folders');
  const [why, setWhy] = useState('');
  const { busy, failure, send } = useSend();
  return (
    <Dialog
      title={t('lock.title', { name: flow.name || flow.id })}
      onClose={onClose}
      onSubmit={() => send(lockFlow(flow.id, why.trim()), onDone)}
      actions={
        <button type="submit" className="btn prim" disabled={busy || !why.trim()}>
          {t('lock.submit')}
        </button>
      }
    >
      <p>{t('lock.text')}</p>
      <TextField label={t('lock.why')} autoFocus value={why} onChange={setWhy} />
      <Failure message={failure} />
    </Dialog>
  );
}
