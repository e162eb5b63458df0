import { useEffect, useState } from 'react';

import { api } from '../../../api/client';
import type { FlowDocument, Problem } from '../../../api/types';

/** How many errors the server finds in a document that is not kept. */
export function useProblemCount(document: FlowDocument): number {
  const [count, setCount] = useState(0);
  const text = JSON.stringify(document);
  useEffect(() => {
    const stop = new AbortController();
    api
      .post<{ problems: Problem[] }>('/flows/validate', JSON.parse(text), { signal: stop.signal })
      .then(({ problems }) => setCount(problems.filter(({ severity }) => severity === 'error').length))
      .catch(() => undefined); // it is looked at again before it is deployed
    return () => stop.abort();
  }, [text]);
  return count;
}
