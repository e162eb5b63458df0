import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../../api/alarms';
import { useFlowNames } from '../../../components/useFlowNames';
import { ActResult } from '../act/ActResult';
import { useFilter } from '../filter';
import { FloodLine } from '../flood/FloodLine';
import { useHeld } from '../held';
import { AlarmPanel } from '../panel/AlarmPanel';
import { useKept } from '../panel/useKept';
import { useSelection } from '../selection';
import { useSortedAlarms } from '../useAlarmRows';
import { AlarmTable } from './AlarmTable';
import { BulkBar } from './BulkBar';
import { FilterBar } from './FilterBar';
import { KeyHelp } from './KeyHelp';
import { NoAlarms } from './NoAlarms';
import { useListKeys } from './useListKeys';

/** The alarm list of a wide window, with one alarm beside it. */
export function WideAlarms() {
  const { t } = useTranslation('operations');
  const flowNames = useFlowNames();
  const sorted = useSortedAlarms(flowNames);
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  const { checked, current, open } = useSelection();
  const [pointed, setPointed] = useState(false);
  const [help, setHelp] = useState(false);
  useListKeys(useCallback(() => setHelp(true), []));
  const selected = sorted.some((row) => checked.has(row.key));
  const { rows, waiting, release } = useHeld(sorted, alarms, pointed || selected, filter);
  const shown = useKept(current, alarms);
  return (
    <>
      <h1 className="sr">{t('title')}</h1>
      <FloodLine />
      <div className="pg-bar">
        <FilterBar flowNames={flowNames} waiting={waiting} onRelease={release} />
      </div>
      <div className="pg-body">
        <div className="al-main">
          {rows.length === 0 ? (
            <NoAlarms />
          ) : (
            <AlarmTable rows={rows} flowNames={flowNames} onPoint={setPointed} />
          )}
          <ActResult />
          <BulkBar />
        </div>
        {shown && (
          <AlarmPanel
            key={current}
            alarm={shown}
            flowName={flowNames[shown.flow] ?? shown.flow}
            onClose={() => open(null)}
          />
        )}
      </div>
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </>
  );
}
