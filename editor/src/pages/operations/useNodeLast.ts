import { useEffect, useMemo } from 'react';

import { path } from '../../api/client';
import type { Alarm, FlowEvent, NodeLast, Sample } from '../../api/types';
import { useResource } from '../../api/useResource';

const EVERY = 5000;

export interface Known {
  /** Last samples of the alarm's point, oldest first. */
  samples: Sample[];
  /** Last alarm events of the point, newest first. */
  events: FlowEvent[];
}

/** What the server still knows about the point of an alarm: its last samples and transitions. */
export function useNodeLast(alarm: Alarm): Known {
  const { data, reload } = useResource<NodeLast>(path`/flows/${alarm.flow}/nodes/${alarm.node}/last`);
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask at once.
  useEffect(reload, [alarm.time, alarm.status, reload]);
  return useMemo(() => pick(data, alarm.point), [data, alarm.point]);
}

export function pick(last: NodeLast | null, point: string): Known {
  const samples = new Map<string, Sample>();
  const events = new Map<string, FlowEvent>();
  for (const port of Object.values(last?.ports ?? {})) {
    if (port.carries === 'samples')
      for (const sample of port.samples) if (sample.point === point) samples.set(sample.time, sample);
    if (port.carries === 'events')
      for (const event of port.events)
        if (event.point === point && event.kind.startsWith('alarm.')) events.set(event.id, event);
  }
  return {
    samples: [...samples.values()].sort((a, b) => Date.parse(a.time) - Date.parse(b.time)),
    events: [...events.values()].sort((a, b) => Date.parse(b.time) - Date.parse(a.time)),
  };
}
