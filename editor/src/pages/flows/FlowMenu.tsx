import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import type { FlowSummary } from '../../api/types';
import { useMay } from '../../app/session';
import { toast, toastError } from '../../app/toasts';
import { Icon } from '../../look/Icon';
import { enableFlow, exportFlow, restartFlow, startFlow, unlockFlow } from './actions';
import { exportBundle } from './bundle/actions';
import { useFlowDialog } from './dialogs';

/** Everything that can be done with one flow. */
export function FlowMenu({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  const mayEdit = useMay('engineer');
  const mayOperate = useMay('operator');
  const show = useFlowDialog((state) => state.show);
  const name = flow.name || flow.id;
  const act = (action: (flow: FlowSummary) => Promise<unknown>, done: string) => () =>
    void action(flow)
      .then(() => done && toast(done))
      .catch(toastError);
  return (
    <Menu position="bottom-end" width={200} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="btn ghost icon" aria-label={t('pieces:more', { name })}>
          <Icon name="more" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => go(`/flows/${encodeURIComponent(flow.id)}`)}>{t('action.open')}</Menu.Item>
        <Menu.Item onClick={act(exportFlow, '')}>{t('action.export')}</Menu.Item>
        <Menu.Item onClick={act(exportBundle, '')}>{t('bundle:export')}</Menu.Item>
        {mayOperate && flow.deployed && (
          <>
            <Menu.Divider />
            {flow.state === 'failed' && (
              <Menu.Item onClick={act(({ id }) => restartFlow(id), t('started', { name }))}>
                {t('action.restart')}
              </Menu.Item>
            )}
            {flow.disabled ? (
              <Menu.Item onClick={act(({ id }) => enableFlow(id), t('enabled', { name }))}>
                {t('action.enable')}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => show({ kind: 'disable', flows: [flow] })}>
                {t('action.disable')}
              </Menu.Item>
            )}
            <Menu.Divider />
          </>
        )}
        {mayEdit && (
          <>
            <Menu.Item onClick={() => show({ kind: 'duplicate', flow })}>{t('action.duplicate')}</Menu.Item>
            <Menu.Item onClick={() => show({ kind: 'move', flows: [flow] })}>
              {t('folders:move.action')}
            </Menu.Item>
            {flow.locked ? (
              <Menu.Item onClick={act(({ id }) => unlockFlow(id), t('folders:unlocked', { name }))}>
                {t('folders:unlock')}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => show({ kind: 'lock', flow })}>{t('folders:lock.action')}</Menu.Item>
            )}
            <Menu.Divider />
            {(flow.state === 'stopped' || flow.state === 'failed' || flow.state === 'draft') && (
              <Menu.Item disabled={!flow.deployed} onClick={act(startFlow, t('started', { name }))}>
                {t('action.start')}
              </Menu.Item>
            )}
            {['running', 'degraded', 'failed'].includes(flow.state) && (
              <Menu.Item onClick={() => show({ kind: 'stop', flow })}>{t('action.stop')}</Menu.Item>
            )}
            <Menu.Item onClick={() => show({ kind: 'delete', flow })}>{t('action.delete')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
