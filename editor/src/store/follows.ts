/** What follows a kind of node in the flows of this installation: asked for once, when it is first wanted. */

import { create } from 'zustand';

import { api, path } from '../api/client';
import type { FlowDocument, FlowRecord, FlowSummary } from '../api/types';

/** By kind, how many times each other kind stands behind it. */
export type Follows = ReadonlyMap<string, ReadonlyMap<string, number>>;

const MOST = 40;
const AT_ONCE = 4;

interface Known {
  follows: Follows;
  load: () => void;
}

let asked = false;

export const useFollows = create<Known>((set) => ({
  follows: new Map(),
  load: () => {
    if (asked) return;
    asked = true;
    void flows().then((found) => set({ follows: counted(found) }));
  },
}));

async function flows(): Promise<FlowDocument[]> {
  const all = await api.get<FlowSummary[]>('/flows').catch(() => []);
  const ids = all.slice(0, MOST).map((flow) => flow.id);
  const found: FlowDocument[] = [];
  while (ids.length > 0) {
    const some = ids
      .splice(0, AT_ONCE)
      .map((id) => api.get<FlowRecord>(path`/flows/${id}`).catch(() => null));
    for (const record of await Promise.all(some)) if (record?.document) found.push(record.document);
  }
  return found;
}

/** Of both ways: "compute.scale" → what stands behind it, "<compute.scale" → what stands before it. */
export function counted(documents: readonly Pick<FlowDocument, 'nodes' | 'wires'>[]): Follows {
  const follows = new Map<string, Map<string, number>>();
  const count = (kind: string, other: string) => {
    const known = follows.get(kind) ?? new Map<string, number>();
    known.set(other, (known.get(other) ?? 0) + 1);
    follows.set(kind, known);
  };
  for (const { nodes, wires } of documents)
    for (const { from, to } of wires) {
      const [a, b] = [nodes[from[0]]?.kind, nodes[to[0]]?.kind];
      if (!a || !b) continue;
      count(a, b);
      count(`<${b}`, a);
    }
  return follows;
}

/** Those used most after (or before) a kind come first; the others keep their order. */
export function byUse<T extends { kind: string }>(
  kinds: readonly T[],
  follows: Follows,
  kind: string | undefined,
  side: 'in' | 'out',
): T[] {
  const uses = kind === undefined ? undefined : follows.get(side === 'out' ? kind : `<${kind}`);
  if (!uses) return [...kinds];
  return [...kinds].sort((a, b) => (uses.get(b.kind) ?? 0) - (uses.get(a.kind) ?? 0));
}
