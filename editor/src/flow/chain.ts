/** Several nodes that hang together, put into a wire at once. */

import type { DocNode, FlowDocument, KindSpec, Wire } from '../api/types';
import { specOf } from './blocks';
import { inputsOf, outputsOf } from './ports';
import { wireKey } from './rules';
import { allowed, spliced, wireCarries } from './splice';

type Kinds = ReadonlyMap<string, KindSpec>;

/** The nodes from first to last when their wires make one chain and none leads elsewhere; else null. */
export function chainOf(wires: readonly Wire[], ids: readonly string[]): string[] | null {
  const own = new Set(ids);
  const next = new Map<string, string>();
  const entered = new Set<string>();
  for (const { from, to } of wires) {
    if (!own.has(from[0]) && !own.has(to[0])) continue;
    if (!own.has(from[0]) || !own.has(to[0]) || next.has(from[0]) || entered.has(to[0])) return null;
    next.set(from[0], to[0]);
    entered.add(to[0]);
  }
  const found: string[] = [];
  let id = ids.find((one) => !entered.has(one));
  for (; id !== undefined && !found.includes(id); id = next.get(id)) found.push(id);
  return found.length === own.size ? found : null;
}

/** The wires into the first and out of the last node that replace `wire`; null when they do not fit there. */
export function splicedChain(
  document: FlowDocument,
  kinds: Kinds,
  wire: Wire,
  ids: readonly string[],
): [Wire, Wire] | null {
  const chain = chainOf(document.wires, ids);
  const [first, last] = [chain?.[0], chain?.at(-1)];
  const node = (id: string) => document.nodes[id] as DocNode;
  if (first === undefined || last === undefined) return null;
  if (chain?.length === 1) return spliced(document, kinds, wire, first, node(first));
  const carries = wireCarries(document, kinds, wire);
  const spec = (id: string) => specOf(kinds, node(id), document.blocks);
  const input = inputsOf(spec(first)).find((port) => port.carries === carries);
  const output = outputsOf(spec(last), node(last)).find((port) => port.carries === carries);
  if (!input || !output) return null;
  const without = { ...document, wires: document.wires.filter((one) => wireKey(one) !== wireKey(wire)) };
  const into: Wire = { from: wire.from, to: [first, input.name] };
  const out: Wire = { from: [last, output.name], to: wire.to };
  const both = { ...without, wires: [...without.wires, into] };
  return allowed(without, kinds, into) && allowed(both, kinds, out) ? [into, out] : null;
}
