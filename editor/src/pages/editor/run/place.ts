/** Which trace is shown, and which of its steps: in the address, so that a link to it can be passed on. */

import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

export interface RunPlace {
  /** Empty: none is shown. */
  trace: string;
  /** From 1 on. */
  step: number;
  open: (trace: string) => void;
  go: (step: number) => void;
  leave: () => void;
}

export function useRunPlace(): RunPlace {
  const [params, setParams] = useSearchParams();
  const trace = params.get('trace') ?? '';
  const step = Math.max(1, Number.parseInt(params.get('step') ?? '', 10) || 1);
  const put = useCallback(
    (name: string, at: number, replace: boolean) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          next.delete('step');
          if (name) next.set('trace', name);
          else next.delete('trace');
          if (at > 1) next.set('step', String(at));
          return next;
        },
        { replace },
      ),
    [setParams],
  );
  return useMemo(
    () => ({
      trace,
      step,
      // The browser's way back leads to the canvas, not through every step.
      open: (name) => put(name, 1, trace !== ''),
      go: (at) => put(trace, at, true),
      leave: () => put('', 1, true),
    }),
    [trace, step, put],
  );
}
