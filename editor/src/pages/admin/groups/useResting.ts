import { useEffect, useState } from 'react';

import { api, path } from '../../../api/client';
import type { FlowSummary, NodeStatus, Stopped } from '../../../api/types';

/** A node that is given nothing, or, without one, a whole flow that does not run. */
export interface Resting {
  flow: FlowSummary;
  node: string;
  stopped?: Stopped;
}

type Told = Record<string, Record<string, NodeStatus>>;

/** Everything that does not work, with what each node is stopped for; that is told by the flow itself. */
export function useResting(flows: FlowSummary[]): Resting[] {
  const [told, setTold] = useState<Told>({});
  useEffect(() => {
    let gone = false;
    const troubled = flows.filter((flow) => flow.stopped_nodes.length > 0);
    const ask = troubled.map(async ({ id }) => {
      const { nodes } = await api.get<{ nodes: Record<string, NodeStatus> }>(path`/flows/${id}/status`);
      return [id, nodes] as const;
    });
    void Promise.allSettled(ask).then((all) => {
      const known = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      if (!gone) setTold(Object.fromEntries(known));
    });
    return () => {
      gone = true;
    };
  }, [flows]);
  return flows.flatMap((flow): Resting[] => [
    ...(flow.disabled || flow.state === 'failed' ? [{ flow, node: '' }] : []),
    ...flow.stopped_nodes.map((node) => ({ flow, node, stopped: told[flow.id]?.[node]?.stopped })),
  ]);
}
