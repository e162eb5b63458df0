import { useEffect, useMemo } from 'react';

import { path } from '../../../api/client';
import type { Alarm, NodeLast, Sample } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { usePointLook } from '../pointLooks';

const EVERY = 5000;

/** The last samples of the alarm's point that nodes still hold, oldest first. */
export function useNodeLast(alarm: Alarm): Sample[] {
  const owner = usePointLook(alarm.point)?.owner;
  const judge = useRepeated(path`/flows/${alarm.flow}/nodes/${alarm.node}/last`, alarm);
  const source = useRepeated(owner ? path`/flows/${owner.flow}/nodes/${owner.node}/last` : null, alarm);
  return useMemo(() => pick([judge, source], alarm.point), [judge, source, alarm.point]);
}

/** Asks every few seconds, and at once after a transition. */
function useRepeated(address: string | null, { time, status }: Alarm): NodeLast | null {
  const { data, reload } = useResource<NodeLast>(address);
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask.
  useEffect(reload, [time, status, reload]);
  return data;
}

export function pick(answers: (NodeLast | null)[], point: string): Sample[] {
  const samples = new Map<string, Sample>();
  for (const port of answers.flatMap((answer) => Object.values(answer?.ports ?? {}))) {
    if (port.carries !== 'samples') continue;
    for (const sample of port.samples) if (sample.point === point) samples.set(sample.time, sample);
  }
  return [...samples.values()].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
