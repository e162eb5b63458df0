import { useEffect, useState } from 'react';

import { api, path } from '../../api/client';
import type { FlowDocument, FlowRecord, FlowSummary } from '../../api/types';

export interface Use {
  flow: string;
  flowName: string;
  node: string;
  nodeName: string;
}

/** Nodes of a document that name a connection in the setting `connection`. */
export function usesIn(document: FlowDocument): (Use & { connection: string })[] {
  return Object.entries(document.nodes).flatMap(([node, { name, config }]) => {
    const connection = config['connection'];
    if (typeof connection !== 'string' || !connection) return [];
    return [{ connection, flow: document.id, flowName: document.name, node, nodeName: name || node }];
  });
}

/** Where each connection is used, by its id; null until all flows are read. */
export function useUses(): Record<string, Use[]> | null {
  const [uses, setUses] = useState<Record<string, Use[]> | null>(null);
  useEffect(() => {
    let stopped = false;
    readAll()
      .then((all) => !stopped && setUses(all))
      .catch(() => undefined);
    return () => {
      stopped = true;
    };
  }, []);
  return uses;
}

async function readAll(): Promise<Record<string, Use[]>> {
  const flows = await api.get<FlowSummary[]>('/flows');
  const records = await Promise.all(flows.map(({ id }) => api.get<FlowRecord>(path`/flows/${id}`)));
  const all: Record<string, Use[]> = {};
  for (const { connection, ...use } of records.flatMap(({ document }) => usesIn(document))) {
    all[connection] = [...(all[connection] ?? []), use];
  }
  return all;
}
