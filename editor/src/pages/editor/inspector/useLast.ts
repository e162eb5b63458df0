import { useEffect, useState } from 'react';

import { api, path } from '../../../api/client';
import { ApiProblem } from '../../../api/errors';
import type { NodeLast } from '../../../api/types';
import { useEditor } from '../../../store';
import { nodePath } from '../../../store/nodePath';

const EVERY = 1000;

/** The last batches and events of a node, fetched again every second while somebody looks. */
export function useLast(id: string | undefined): { last: NodeLast | null; missing: boolean } {
  const flow = useEditor((state) => state.document?.id);
  const [last, setLast] = useState<NodeLast | null>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (!flow || !id) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        setLast(
          await api.get<NodeLast>(path`/flows/${flow}/nodes/${nodePath(id)}/last`, { signal: stop.signal }),
        );
        setMissing(false);
      } catch (error) {
        if (error instanceof ApiProblem && error.status < 500) setMissing(true); // else it is busy
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void ask(), EVERY);
    };
    setLast(null);
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [flow, id]);
  return { last, missing };
}
