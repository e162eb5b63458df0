import { useEffect, useRef, useState } from 'react';

import type { NodeLast, PortLast } from '../../../api/types';
import { seen } from '../spark/series';

/** All samples seen since somebody looks, not only the newest that the server tells; while paused, those of then. */
export function useSeen(last: NodeLast | null, paused: boolean): NodeLast | null {
  const [shown, setShown] = useState<NodeLast | null>(last);
  const known = useRef<NodeLast | null>(null);
  useEffect(() => {
    known.current = last && merged(known.current, last);
    if (!paused) setShown(known.current);
  }, [last, paused]);
  return last === null ? null : (shown ?? last);
}

function merged(known: NodeLast | null, last: NodeLast): NodeLast {
  const ports: Record<string, PortLast> = {};
  for (const [name, port] of Object.entries(last.ports)) {
    const before = known?.ports[name];
    ports[name] =
      port.carries === 'samples' && before?.carries === 'samples'
        ? { carries: 'samples', samples: seen(before.samples, port.samples) }
        : port;
  }
  return { ...last, ports };
}
