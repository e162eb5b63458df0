import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';
import { stopFlow } from './actions';

interface Props {
  flow: FlowSummary;
  onClose: () => void;
  onDone: () => void;
}

/** Stopping takes alarms away from operators, so it is asked once. */
export function StopDialog({ flow, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const { busy, failure, send } = useSend();
  return (
    <Dialog
      title={t('stop.title', { name: flow.name || flow.id })}
      onClose={onClose}
      onSubmit={() => send(stopFlow(flow), onDone)}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('action.stop')}
        </button>
      }
    >
      <p>{t('stop.text')}</p>
      <Failure message={failure} />
    </Dialog>
  );
}
