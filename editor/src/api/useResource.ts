import { useCallback, useEffect, useRef, useState } from 'react';

import { api } from './client';

export interface Resource<T> {
  data: T | null;
  error: unknown;
  loading: boolean;
  reload: () => void;
}

/**
 * GET a path and keep the answer; `reload` fetches again, the old answer stays until then.
 * `keep`: it stays for a new path too, as for a search that goes on under a list.
 */
export function useResource<T>(path: string | null, keep = false): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({ data: null, error: null, loading: true });
  const [turn, setTurn] = useState(0);
  const last = useRef(path);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what reload changes.
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const same = last.current === path;
    last.current = path;
    setState((old) => ({ data: same || keep ? old.data : null, error: null, loading: true }));
    api
      .get<T>(path, { signal: stop.signal })
      .then((data) => setState({ data, error: null, loading: false }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState((old) => ({ ...old, error, loading: false }));
      });
    return () => stop.abort();
  }, [path, turn, keep]);

  return { ...state, reload: useCallback(() => setTurn((n) => n + 1), []) };
}
