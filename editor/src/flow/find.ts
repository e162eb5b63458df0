/** Nodes of a flow by words and filters, and what lies before and after them. */

import type { DocNode, FlowDocument, Problem, Wire } from '../api/types';
import { nodeFields } from './difference';

export const FILTERS = ['invalid', 'unused', 'changed', 'unread'] as const;
export type NodeFilter = (typeof FILTERS)[number];

export interface Known {
  document: FlowDocument;
  deployed: FlowDocument | null;
  problems: readonly Problem[];
  /** Nodes of this flow by the points that they own and nobody reads. */
  unread?: ReadonlySet<string>;
  /** Title of a kind in the reader's language. */
  title: (kind: string) => string;
}

/** Ids of nodes that have all words in name, id, kind or settings (points are settings), and pass all filters. */
export function found(known: Known, text: string, filters: ReadonlySet<NodeFilter>): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const { document } = known;
  const wired = new Set(document.wires.flatMap(({ from, to }) => [from[0], to[0]]));
  const wrong = new Set(known.problems.filter((one) => one.severity === 'error').map((one) => one.node));
  const passes: Record<NodeFilter, (id: string, node: DocNode) => boolean> = {
    invalid: (id) => wrong.has(id),
    unused: (id) => !wired.has(id),
    unread: (id) => (known.unread?.has(id) ?? false) && !document.wires.some(({ from }) => from[0] === id),
    changed: (id, node) => {
      const old = known.deployed?.nodes[id];
      return !old || nodeFields(old, node).length > 0;
    },
  };
  return Object.entries(document.nodes)
    .filter(([id, node]) => [...filters].every((filter) => passes[filter](id, node)))
    .filter(([id, node]) => {
      const all = `${node.name} ${id} ${node.kind} ${known.title(node.kind)} ${JSON.stringify(node.config)}`;
      return words.every((word) => all.toLowerCase().includes(word));
    })
    .map(([id]) => id);
}

/** The nodes given and all that feed them, or that they feed. */
export function reached(wires: readonly Wire[], from: Iterable<string>, way: 'up' | 'down'): string[] {
  const next = new Map<string, string[]>();
  for (const wire of wires) {
    const [a, b] = way === 'down' ? [wire.from[0], wire.to[0]] : [wire.to[0], wire.from[0]];
    next.set(a, [...(next.get(a) ?? []), b]);
  }
  const seen = new Set(from);
  for (const id of seen) for (const one of next.get(id) ?? []) seen.add(one);
  return [...seen];
}
