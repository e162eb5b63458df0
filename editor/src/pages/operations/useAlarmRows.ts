import { useMemo } from 'react';

import { useAlarms } from '../../api/alarms';
import type { Alarm, FlowSummary } from '../../api/types';
import { useResource } from '../../api/useResource';
import { useFilter } from './filter';
import { compareAlarms, inState, matches, STATES, type StateFilter } from './order';

/** Names of the flows by id; an unknown flow shows its id. */
export function useFlowNames(): Record<string, string> {
  const { data } = useResource<FlowSummary[]>('/flows');
  return useMemo(() => Object.fromEntries((data ?? []).map((flow) => [flow.id, flow.name])), [data]);
}

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
