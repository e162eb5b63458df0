import { useMemo } from 'react';

import type { FlowSummary } from '../api/types';
import { useResource } from '../api/useResource';

/** Names of the flows by id. */
export function useFlowNames(): Record<string, string> {
  const { data } = useResource<FlowSummary[]>('/flows');
  return useMemo(() => Object.fromEntries((data ?? []).map((flow) => [flow.id, flow.name])), [data]);
}
