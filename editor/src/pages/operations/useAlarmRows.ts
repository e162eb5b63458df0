import { useMemo } from 'react';

import { useAlarms } from '../../api/alarms';
import type { Alarm } from '../../api/types';
import { useFilter } from './filter';
import { compareAlarms, inState, matches, STATES, type StateFilter } from './order';

/** The alarms that the filter keeps, in the order of the list. */
export function useSortedAlarms(names: Record<string, string>): Alarm[] {
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  return useMemo(
    () =>
      Object.values(alarms)
        .filter((alarm) => matches(alarm, filter, names[alarm.flow] ?? ''))
        .sort(compareAlarms),
    [alarms, filter, names],
  );
}

/** How many alarms there are in each state, whatever the other filters say. */
export function useStateCounts(): Record<StateFilter, number> {
  const alarms = useAlarms((state) => state.alarms);
  return useMemo(() => {
    const all = Object.values(alarms);
    const counts = STATES.map((state) => [state, all.filter((alarm) => inState(alarm, state)).length]);
    return Object.fromEntries(counts) as Record<StateFilter, number>;
  }, [alarms]);
}
