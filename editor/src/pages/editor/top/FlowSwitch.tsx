import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../../app/session';
import { toastError } from '../../../app/toasts';
import { useEditor } from '../../../store';
import { enableFlow, restartFlow } from '../../flows/actions';
import { DisableDialog } from '../../flows/DisableDialog';
import { FlowState } from '../../flows/FlowState';
import { useFlows } from '../../flows/useFlows';

/** States of a flow in which nothing new comes. */
const RESTING = new Set(['stopped', 'failed', 'disabled']);

/** Whether the flow runs, and the button with which an operator takes it out or lets it run again. */
export function FlowSwitch({ id }: { id: string }) {
  const { t } = useTranslation('flows');
  const mayOperate = useMay('operator');
  const flows = useFlows();
  const [asking, setAsking] = useState(false);
  const flow = flows.data?.find((one) => one.id === id);
  const resting = flow ? RESTING.has(flow.state) : false;
  const failure = flow?.problem ?? '';
  const degraded = flow?.state === 'degraded';
  useEffect(() => useEditor.setState({ resting, failure, degraded }), [resting, failure, degraded]);
  if (!flow?.deployed) return null;
  const { disabled } = flow;
  const act = (work: Promise<unknown>) => void work.then(flows.reload).catch(toastError);
  return (
    <>
      <span
        className="chip flow-state"
        title={disabled ? t('disabledBy', { by: disabled.by, why: disabled.why }) : flow.problem || undefined}
      >
        <FlowState state={flow.state} />
      </span>
      {mayOperate && flow.state === 'failed' && (
        <button type="button" className="btn" onClick={() => act(restartFlow(id))}>
          {t('action.restart')}
        </button>
      )}
      {mayOperate && (
        <button
          type="button"
          className="btn ghost"
          onClick={() => (disabled ? act(enableFlow(id)) : setAsking(true))}
        >
          {disabled ? t('action.enable') : t('action.disable')}
        </button>
      )}
      {asking && (
        <DisableDialog
          flows={[flow]}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            flows.reload();
          }}
        />
      )}
    </>
  );
}
