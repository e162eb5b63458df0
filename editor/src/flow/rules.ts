/** Which wires are possible; a refusal has a reason that can be read beside the cursor. */

import type { End, FlowDocument, KindSpec, Wire } from '../api/types';
import { specOf } from './blocks';
import { INPUT, isPortKind, OUTPUT } from './blockView';
import { carriesOf, ERROR_PORT } from './ports';

/** Keys under `editor:refused`. */
export type Refusal =
  | 'sameNode'
  | 'twoInputs'
  | 'twoOutputs'
  | 'samplesToEvents'
  | 'eventsToSamples'
  | 'duplicate'
  | 'cycle'
  | 'noPort'
  | 'through';

export interface Grip {
  node: string;
  port: string;
  side: 'in' | 'out';
}

type Kinds = ReadonlyMap<string, KindSpec>;

/** Null when a wire between the two ends is possible, whichever end was taken first. */
export function refusal(document: FlowDocument, kinds: Kinds, a: Grip, b: Grip): Refusal | null {
  if (a.side === b.side) return a.side === 'in' ? 'twoInputs' : 'twoOutputs';
  if (a.node === b.node) return 'sameNode';
  const wire = wireBetween(a, b);
  const from = carried(document, kinds, wire.from, 'out');
  const to = carried(document, kinds, wire.to, 'in');
  if (!from || !to) return 'noPort';
  if (document.nodes[wire.from[0]]?.kind === INPUT && document.nodes[wire.to[0]]?.kind === OUTPUT)
    return 'through';
  if (from !== to) return from === 'samples' ? 'samplesToEvents' : 'eventsToSamples';
  if (document.wires.some((other) => sameWire(other, wire))) return 'duplicate';
  return closesCycle(document, kinds, wire) ? 'cycle' : null;
}

export function wireBetween(a: Grip, b: Grip): Wire {
  const [out, into] = a.side === 'out' ? [a, b] : [b, a];
  return { from: [out.node, out.port], to: [into.node, into.port] };
}

export const sameWire = (a: Wire, b: Wire): boolean => wireKey(a) === wireKey(b);
export const wireKey = ({ from, to }: Wire): string => `${from[0]}/${from[1]}>${to[0]}/${to[1]}`;

function carried(document: FlowDocument, kinds: Kinds, [id, port]: End, side: 'in' | 'out') {
  const node = document.nodes[id];
  if (node && port === ERROR_PORT && isPortKind(node.kind)) return null;
  return node ? carriesOf(specOf(kinds, node, document.blocks), node, side, port) : null;
}

/** A loop is allowed only through a node that breaks cycles (it answers at the next instant). */
function closesCycle(document: FlowDocument, kinds: Kinds, wire: Wire): boolean {
  const breaks = (id: string) => kinds.get(document.nodes[id]?.kind ?? '')?.breaks_cycles ?? false;
  const [start, goal] = [wire.to[0], wire.from[0]];
  if (breaks(start) || breaks(goal)) return false;
  const next = new Map<string, string[]>();
  for (const { from, to } of document.wires) next.set(from[0], [...(next.get(from[0]) ?? []), to[0]]);
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id) || breaks(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}
