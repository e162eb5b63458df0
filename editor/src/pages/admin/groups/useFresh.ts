import { useEffect } from 'react';

import { live } from '../../../api/live';

const EVERY = 5_000;

/** Asks again every few seconds, and at once when workers or flows are told to have changed. */
export function useFresh(worker: () => void, flows: () => void): void {
  useEffect(() => {
    const timer = setInterval(worker, EVERY);
    const leave = live.on((message) => {
      if (message.type === 'worker') worker();
      if (message.type === 'flows') flows();
    });
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [worker, flows]);
}
