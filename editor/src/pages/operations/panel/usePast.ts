import { useEffect, useState } from 'react';

import { readTrend } from '../../../api/history';
import type { Alarm, Sample } from '../../../api/types';
import { useNodeLast } from './useNodeLast';

const EVERY = 5000;
const WIDTH = 300;

/** The values of the alarm's point in the last `seconds`; what the nodes still hold when none were recorded. */
export function usePast(alarm: Alarm, seconds: number): { samples: Sample[]; latest: Sample | undefined } {
  const held = useNodeLast(alarm);
  const [recorded, setRecorded] = useState<Sample[]>([]);
  const { point, time } = alarm;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask.
  useEffect(() => {
    const stop = new AbortController();
    const ask = () => {
      const now = Date.now();
      readTrend(point, now - seconds * 1000, now + 1000, WIDTH, stop.signal)
        .then(setRecorded)
        .catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, EVERY);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [point, seconds, time]);
  const since = Date.now() - seconds * 1000;
  const fresh = held.filter((sample) => Date.parse(sample.time) >= since);
  const newest = Date.parse(recorded.at(-1)?.time ?? '') || 0;
  const samples = [...recorded, ...fresh.filter((sample) => Date.parse(sample.time) > newest)];
  return { samples, latest: held.at(-1) ?? recorded.at(-1) };
}
