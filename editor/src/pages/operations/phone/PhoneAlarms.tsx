import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../../api/alarms';
import { useFlowNames } from '../../../components/useFlowNames';
import { Icon } from '../../../look/Icon';
import { ActResult } from '../act/ActResult';
import { useFilter } from '../filter';
import { useHeld } from '../held';
import { Priorities } from '../list/FilterBar';
import { NoAlarms } from '../list/NoAlarms';
import { STATES } from '../order';
import { HIDDEN } from '../sections';
import { useSelection } from '../selection';
import { useSortedAlarms, useStateCounts } from '../useAlarmRows';
import { PhoneFlood } from './PhoneFlood';
import { PhoneRow } from './PhoneRow';
import { usePhoneWindow } from './usePhoneWindow';

/** The alarm list of a phone: message first, actions inside the opened row, no bulk selection. */
export function PhoneAlarms() {
  const { t } = useTranslation('operations');
  const flowNames = useFlowNames();
  const sorted = useSortedAlarms(flowNames);
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  const current = useSelection((state) => state.current);
  const { rows, waiting, release } = useHeld(sorted, alarms, current !== null, filter);
  // Hidden alarms are behind their own chips.
  const shown = filter.state === 'all' ? rows.filter((row) => row.section !== HIDDEN) : rows;
  const { most, end } = usePhoneWindow(shown.length);
  return (
    <div className="al-phone">
      <div className="pg-bar">
        <Chips />
        <Priorities />
      </div>
      <PhoneFlood />
      {waiting > 0 && (
        <div className="al-phone-state">
          <button type="button" className="btn al-waiting" onClick={release}>
            <Icon name="up" />
            {t('held.new', { count: waiting })} {t('held.held')}
          </button>
        </div>
      )}
      {shown.length === 0 ? (
        <NoAlarms />
      ) : (
        <ul className="pg-list">
          {shown.slice(0, most).map((row) => (
            <PhoneRow key={row.key} row={row} flowName={flowNames[row.alarm.flow] ?? row.alarm.flow} />
          ))}
          {shown.length > most && <li className="al-more" ref={end} aria-hidden="true" />}
        </ul>
      )}
      <ActResult />
    </div>
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
