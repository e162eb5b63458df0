import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { api } from '../../../api/client';
import type { Trace, TracePage } from '../../../api/traces';
import { toastError } from '../../../app/toasts';
import { type Filter, merged, queryOf } from './filter';

const REFRESH = 5_000;

interface Traces {
  /** Null until the server has answered once. */
  traces: Trace[] | null;
  error: unknown;
  atEnd: boolean;
  older: () => void;
}

interface Known {
  of: string;
  traces: Trace[] | null;
  /** Where older ones begin; null when there are none, undefined before the first answer. */
  next: string | null | undefined;
  error: unknown;
}

/** The newest traces of a flow that fit, kept up to date; `older` adds a page at the end. */
export function useTraces(flow: string, filter: Filter): Traces {
  const { text: _, ...asked } = filter;
  const of = JSON.stringify([flow, asked]);
  const [state, setState] = useState<Known>({ of, traces: null, next: undefined, error: null });
  const known = state.of === of ? state : { of, traces: null, next: undefined, error: null };
  const wanted = useRef({ flow, filter });
  wanted.current = { flow, filter };

  const ask = useCallback(
    async (cursor: string | null, signal?: AbortSignal) => {
      const query = queryOf(wanted.current.flow, wanted.current.filter, Date.now());
      if (cursor) query.set('cursor', cursor);
      const page = await api.get<TracePage>(`/traces?${query}`, signal ? { signal } : {});
      setState((old) => {
        const mine = old.of === of ? old : null;
        if (cursor && !mine) return old; // Older ones of a list that is not shown any more.
        const next = cursor || mine?.next === undefined || mine === null ? page.next : mine.next;
        return { of, traces: merged(mine?.traces ?? [], page.traces), next, error: null };
      });
    },
    [of],
  );

  useEffect(() => {
    const stop = new AbortController();
    const look = () =>
      void ask(null, stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted)
          setState((old) =>
            old.of === of ? { ...old, error } : { of, traces: null, next: undefined, error },
          );
      });
    look();
    const timer = setInterval(look, REFRESH);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [ask, of]);

  const { traces, next, error } = known;
  return useMemo(
    () => ({
      traces,
      error,
      atEnd: !next,
      older: () => void (next && ask(next).catch(toastError)),
    }),
    [traces, error, next, ask],
  );
}
