/** Putting a node into a wire: what fits, and the two wires that take the place of the one. */

import type { Carries, DocNode, FlowDocument, KindSpec, Wire } from '../api/types';
import { specOf } from './blocks';
import { carriesOf, inputsOf, outputsOf } from './ports';
import { refusal, wireKey } from './rules';

type Kinds = ReadonlyMap<string, KindSpec>;

/** What a wire carries; null when neither end is known here. */
export function wireCarries(document: FlowDocument, kinds: Kinds, { from, to }: Wire): Carries | null {
  const [source, target] = [document.nodes[from[0]], document.nodes[to[0]]];
  const spec = (node: DocNode) => specOf(kinds, node, document.blocks);
  const sent = source && carriesOf(spec(source), source, 'out', from[1]);
  return sent ?? (target ? carriesOf(spec(target), target, 'in', to[1]) : null);
}

/** First input and output of a node through which the wire could go. */
export function through(
  spec: KindSpec | undefined,
  node: DocNode,
  carries: Carries,
): [string, string] | null {
  const input = inputsOf(spec).find((port) => port.carries === carries);
  const output = outputsOf(spec, node).find((port) => port.carries === carries);
  return input && output ? [input.name, output.name] : null;
}

/** The wires into and out of `id` that replace `wire`; null when the node does not fit there. `node` may be new. */
export function spliced(
  document: FlowDocument,
  kinds: Kinds,
  wire: Wire,
  id: string,
  node: DocNode,
): [Wire, Wire] | null {
  if (wire.from[0] === id || wire.to[0] === id) return null;
  const carries = wireCarries(document, kinds, wire);
  const ports = carries && through(specOf(kinds, node, document.blocks), node, carries);
  if (!ports) return null;
  const without: FlowDocument = {
    ...document,
    nodes: { ...document.nodes, [id]: node },
    wires: document.wires.filter((one) => wireKey(one) !== wireKey(wire)),
  };
  const into: Wire = { from: wire.from, to: [id, ports[0]] };
  const out: Wire = { from: [id, ports[1]], to: wire.to };
  return allowed(without, kinds, into) && allowed({ ...without, wires: [...without.wires, into] }, kinds, out)
    ? [into, out]
    : null;
}

export function allowed(document: FlowDocument, kinds: Kinds, { from, to }: Wire): boolean {
  const out = { node: from[0], port: from[1], side: 'out' as const };
  return refusal(document, kinds, out, { node: to[0], port: to[1], side: 'in' }) === null;
}
