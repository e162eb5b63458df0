import { Menu } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../../app/session';
import { toastError } from '../../../app/toasts';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { enableFlow, restartFlow } from '../../flows/actions';
import { DisableDialog } from '../../flows/DisableDialog';
import { FlowState } from '../../flows/FlowState';
import { useFlows } from '../../flows/useFlows';

/** States of a flow in which nothing new comes. */
const RESTING = new Set(['stopped', 'failed', 'disabled']);

interface Props {
  id: string;
  /** Shows the keyboard shortcuts. */
  keys: () => void;
}

/** Whether the flow runs, a button where somebody has to let it run again, and a menu of what is rarely done. */
export function FlowSwitch({ id, keys }: Props) {
  const { t } = useTranslation('flows');
  const mayOperate = useMay('operator');
  const flows = useFlows();
  const [asking, setAsking] = useState(false);
  const flow = flows.data?.find((one) => one.id === id);
  const resting = flow ? RESTING.has(flow.state) : false;
  const failure = flow?.problem ?? '';
  const degraded = flow?.state === 'degraded';
  useEffect(() => useEditor.setState({ resting, failure, degraded }), [resting, failure, degraded]);
  const disabled = flow?.disabled;
  const deployed = flow?.deployed;
  const act = (work: Promise<unknown>) => void work.then(flows.reload).catch(toastError);
  return (
    <>
      {deployed && (
        <span
          className="chip flow-state"
          title={
            disabled ? t('disabledBy', { by: disabled.by, why: disabled.why }) : flow.problem || undefined
          }
        >
          <FlowState state={flow.state} />
        </span>
      )}
      {deployed && mayOperate && flow.state === 'failed' && (
        <button type="button" className="btn" onClick={() => act(restartFlow(id))}>
          {t('action.restart')}
        </button>
      )}
      {deployed && mayOperate && disabled && (
        <button type="button" className="btn" onClick={() => act(enableFlow(id))}>
          {t('action.enable')}
        </button>
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <button
            type="button"
            className="btn ghost icon"
            aria-label={t('editor:bar.more')}
            title={t('editor:bar.more')}
          >
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {deployed && mayOperate && !disabled && (
            <Menu.Item onClick={() => setAsking(true)}>{t('action.disable')}</Menu.Item>
          )}
          <Menu.Item onClick={keys} rightSection={<span className="kbd">?</span>}>
            {t('editor:bar.keys')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && flow && (
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
