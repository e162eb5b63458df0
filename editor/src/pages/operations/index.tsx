import './operations.css';

import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { alarmKey, useAlarms } from '../../api/alarms';
import { Page } from '../../components/Page';
import { useFlowNames } from '../../components/useFlowNames';
import { AckResult } from './AckResult';
import { AlarmPanel } from './AlarmPanel';
import { AlarmTable } from './AlarmTable';
import { BulkBar } from './BulkBar';
import { FilterBar } from './FilterBar';
import { useFilter } from './filter';
import { useHeld } from './held';
import { LinkStateLine } from './LinkState';
import { NoAlarms } from './NoAlarms';
import { PhoneAlarms } from './PhoneAlarms';
import { useLoadPointLooks } from './pointLooks';
import { useSelection } from './selection';
import { useSortedAlarms } from './useAlarmRows';
import { useKept } from './useKept';

/** Operations: what is wrong now, and who has seen it. */
export default function Operations() {
  useLoadPointLooks();
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  return narrow ? <PhoneAlarms /> : <WideAlarms />;
}

function WideAlarms() {
  const { t } = useTranslation('operations');
  const flowNames = useFlowNames();
  const sorted = useSortedAlarms(flowNames);
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  const { checked, current, open } = useSelection();
  const [pointed, setPointed] = useState(false);
  const selected = sorted.some((alarm) => checked.has(alarmKey(alarm)));
  const { rows, waiting, release } = useHeld(sorted, alarms, pointed || selected, filter);
  const shown = useKept(current, alarms);
  return (
    <Page
      title={t('title')}
      count={Object.keys(alarms).length}
      actions={<LinkStateLine />}
      bar={<FilterBar flowNames={flowNames} waiting={waiting} onRelease={release} />}
    >
      <div className="al-main">
        {rows.length === 0 ? (
          <NoAlarms />
        ) : (
          <AlarmTable rows={rows} flowNames={flowNames} onPoint={setPointed} />
        )}
        <AckResult />
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
    </Page>
  );
}
