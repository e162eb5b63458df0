import { useEffect, useState } from 'react';

import { readTrend } from '../../../api/history';
import type { Alarm, Sample } from '../../../api/types';
import { useNodeLast } from './useNodeLast';

const EVERY = 5000;
const WIDTH = 300;

interface Past {
  samples: Sample[];
  latest: Sample | undefined;
  /** Whether the history has answered. */
  asked: boolean;
}

/** The values of the alarm's point in the last `seconds`; what the nodes still hold when none were recorded. */
export function usePast(alarm: Alarm, seconds: number): Past {
  const held = useNodeLast(alarm);
  const [found, setFound] = useState<Sample[] | null>(null);
  const recorded = found ?? [];
  const { point, time } = alarm;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask.
  useEffect(() => {
    const stop = new AbortController();
    const ask = () => {
      const now = Date.now();
      readTrend(point, now - seconds * 1000, now + 1000, WIDTH, stop.signal)
        .then(setFound)
        .catch(() => stop.signal.aborted || setFound((known) => known ?? []));
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
  return { samples, latest: held.at(-1) ?? recorded.at(-1), asked: found !== null };
}
