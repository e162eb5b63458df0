import { useEffect, useState } from 'react';

import { useAlarms } from '../../../api/alarms';
import { countActivations } from '../../../api/events';
import { minutesOf } from './flood';

const HOURS_8 = 8 * 3600_000;
const EVERY = 20_000;
/** After a transition: soon, but not with each one of a flood. */
const SOON = 3000;

export interface Activations {
  /** Of each minute, the last one up to now. */
  minutes: number[];
  /** When the first minute begins, ms. */
  from: number;
}

/** How many alarms became active in each minute of the last eight hours. */
export function useActivations(): Activations {
  const [known, setKnown] = useState<Activations>({ minutes: [], from: 0 });
  const number = useAlarms((state) => state.number);
  useEffect(() => {
    let asked = true;
    const ask = () => {
      const now = Date.now();
      const from = Math.floor((now - HOURS_8) / 60_000) * 60_000;
      countActivations(from, 60)
        .then((counts) => asked && setKnown({ minutes: minutesOf(counts, from, now), from }))
        .catch(() => undefined);
    };
    const last = lastAsked;
    const wait = Math.max(0, last + SOON - Date.now());
    const first = setTimeout(
      () => {
        lastAsked = Date.now();
        ask();
      },
      number === 0 ? 0 : wait,
    );
    const timer = setInterval(ask, EVERY);
    return () => {
      asked = false;
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [number]);
  return known;
}

let lastAsked = 0;
