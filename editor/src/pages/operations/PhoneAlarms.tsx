import { useTranslation } from 'react-i18next';

import { unackedByPriority, useAlarms } from '../../api/alarms';
import { useFlowNames } from '../../components/useFlowNames';
import { Icon } from '../../look/Icon';
import { Priority } from '../../look/Priority';
import { AckResult } from './AckResult';
import { useFilter } from './filter';
import { useHeld } from './held';
import { LinkStateLine } from './LinkState';
import { NoAlarms } from './NoAlarms';
import { STATES } from './order';
import { PhoneRow } from './PhoneRow';
import { useSelection } from './selection';
import { useSortedAlarms, useStateCounts } from './useAlarmRows';

/** The alarm list of a phone: message first, actions inside the opened row, no bulk selection. */
export function PhoneAlarms() {
  const { t } = useTranslation('operations');
  const flowNames = useFlowNames();
  const sorted = useSortedAlarms(flowNames);
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  const current = useSelection((state) => state.current);
  const { rows, waiting, release } = useHeld(sorted, alarms, current !== null, filter);
  return (
    <div className="pg al-phone">
      <div className="pg-head">
        <h1>{t('title')}</h1>
        <span className="sp" />
        <Counts />
      </div>
      <div className="pg-bar">
        <Chips />
      </div>
      <div className="al-phone-state">
        <LinkStateLine />
        <span className="sp" />
        {waiting > 0 && (
          <button type="button" className="btn al-waiting" onClick={release}>
            <Icon name="up" />
            {t('held.new', { count: waiting })} {t('held.held')}
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <NoAlarms />
      ) : (
        <ul className="pg-list">
          {rows.map((row) => (
            <PhoneRow key={row.key} row={row} flowName={flowNames[row.alarm.flow] ?? row.alarm.flow} />
          ))}
        </ul>
      )}
      <AckResult />
    </div>
  );
}

/** Unacknowledged alarms by priority. */
function Counts() {
  const alarms = useAlarms();
  return (
    <span className="al-counts">
      {[...unackedByPriority(alarms)].map(([priority, n]) => (
        <span key={priority} className="tn">
          <Priority priority={priority} size={18} /> {n}
        </span>
      ))}
    </span>
  );
}

function Chips() {
  const { t } = useTranslation('operations');
  const { filter, change } = useFilter();
  const counts = useStateCounts();
  return STATES.map((state) => (
    <button
      key={state}
      type="button"
      className="al-chip"
      aria-pressed={filter.state === state}
      onClick={() => change({ state })}
    >
      {t(`filter.states.${state}`)} <span className="tn">{counts[state]}</span>
    </button>
  ));
}
