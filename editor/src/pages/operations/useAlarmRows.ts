import { useMemo } from 'react';

import { useAlarms } from '../../api/alarms';
import { usePoints } from '../../store/points';
import { useFilter } from './filter';
import { areasOf, inState, isHidden, matches, STATES, type StateFilter } from './order';
import { arranged, type Row } from './sections';
import { useView } from './view';

/** The alarms that the filter keeps, in the order of the list. */
export function useSortedAlarms(names: Record<string, string>): Row[] {
  const alarms = useAlarms((state) => state.alarms);
  const filter = useFilter((state) => state.filter);
  const grouping = useView((state) => state.grouping);
  const points = usePoints((state) => (filter.area ? state.byName : null));
  return useMemo(() => {
    const kept = Object.values(alarms).filter((alarm) =>
      matches(alarm, filter, names[alarm.flow] ?? '', alarm.area || points?.[alarm.point]?.area),
    );
    return arranged(kept, grouping);
  }, [alarms, filter, names, grouping, points]);
}

/** How many alarms there are in each state, whatever the other filters say. */
export function useStateCounts(): Record<StateFilter, number> {
  const alarms = useAlarms((state) => state.alarms);
  return useMemo(() => {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<StateFilter, number>;
    for (const alarm of Object.values(alarms)) {
      for (const state of STATES) if (inState(alarm, state)) counts[state] += 1;
      if (isHidden(alarm)) counts.all -= 1;
    }
    return counts;
  }, [alarms]);
}

/** Areas of the plant, and those above them, as far as its points are known. */
export function useAreas(): string[] {
  const points = usePoints((state) => state.byName);
  return useMemo(() => {
    return areasOf(Object.values(points).map((point) => point.area));
  }, [points]);
}

/** Devices of the alarms that are listed. */
export function useDevices(): string[] {
  const alarms = useAlarms((state) => state.alarms);
  return useMemo(() => {
    const devices = new Set(Object.values(alarms).map((alarm) => alarm.device ?? ''));
    devices.delete('');
    return [...devices].sort();
  }, [alarms]);
}
