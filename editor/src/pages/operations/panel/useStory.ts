import { useEffect, useState } from 'react';

import { countActivations, eventsPath, type StoredEvent } from '../../../api/events';
import type { Alarm } from '../../../api/types';
import { useResource } from '../../../api/useResource';

const MONTH = 30 * 86_400;

/** The transitions of an alarm that are kept, newest first; asked for again after each. */
export function useStory(alarm: Alarm): { events: StoredEvent[]; known: boolean } {
  const { flow, node, point } = alarm;
  const wanted = { flow, node, point, kind: 'alarm.' };
  const { data, error, reload } = useResource<{ events: StoredEvent[] }>(eventsPath(wanted, 50), true);
  const change = JSON.stringify([
    alarm.time,
    alarm.status,
    alarm.shelved,
    alarm.waiting,
    alarm.out_of_service,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask.
  useEffect(() => {
    reload();
    // The store writes a moment after the transition is shown.
    const again = setTimeout(reload, 1500);
    return () => clearTimeout(again);
  }, [change, reload]);
  return { events: data?.events ?? [], known: data !== null || Boolean(error) };
}

/** Which activation of the last 30 days this is; 0: not known. */
export function useTimesActive({ flow, node, point, active_since }: Alarm): number {
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new activation is a reason to ask.
  useEffect(() => {
    let asked = true;
    countActivations(Date.now() - MONTH * 1000, MONTH, { flow, node, point })
      .then((counts) => asked && setTimes(counts.reduce((sum, { count }) => sum + count, 0)))
      .catch(() => undefined);
    return () => {
      asked = false;
    };
  }, [flow, node, point, active_since]);
  return times;
}
