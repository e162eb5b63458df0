import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { useMay } from '../../app/session';
import { toastError } from '../../app/toasts';
import { exportFlow } from './actions';
import { useFlowDialog } from './dialogs';

/** What can be done with the flows that are selected. */
export function SeveralBar({ flows, onClear }: { flows: FlowSummary[]; onClear: () => void }) {
  const { t } = useTranslation('folders');
  const show = useFlowDialog((state) => state.show);
  const mayEdit = useMay('engineer');
  const mayOperate = useMay('operator');
  if (flows.length === 0) return null;
  const running = flows.filter((flow) => flow.deployed && !flow.disabled);
  const exportAll = async () => {
    for (const flow of flows) await exportFlow(flow);
  };
  return (
    <div className="fl-several" role="toolbar" aria-label={t('several')}>
      <span>{t('selected', { count: flows.length })}</span>
      {mayEdit && (
        <button type="button" className="btn sm" onClick={() => show({ kind: 'move', flows })}>
          {t('move.action')}
        </button>
      )}
      <button type="button" className="btn sm" onClick={() => void exportAll().catch(toastError)}>
        {t('flows:action.export')}
      </button>
      {mayOperate && (
        <button
          type="button"
          className="btn sm"
          disabled={running.length === 0}
          onClick={() => show({ kind: 'disable', flows: running })}
        >
          {t('flows:action.disable')}
        </button>
      )}
      <span className="sp" />
      <button type="button" className="btn ghost sm" onClick={onClear}>
        {t('clear')}
      </button>
    </div>
  );
}
