/** All wires that a node can still have. */

import type { DocNode, FlowDocument, KindSpec, Wire } from '../api/types';
import { specOf } from './blocks';
import { ERROR_PORT, inputsOf, outputsOf } from './ports';
import { type Grip, refusal, wireBetween } from './rules';

type Kinds = ReadonlyMap<string, KindSpec>;

/** Outputs first; of each, the nodes in the order of the canvas, from left to right and from top to bottom. */
export function possibleWires(document: FlowDocument, kinds: Kinds, id: string): Wire[] {
  const node = document.nodes[id];
  if (!node) return [];
  const others = Object.entries(document.nodes)
    .filter(([other]) => other !== id)
    .sort(([, a], [, b]) => a.position[0] - b.position[0] || a.position[1] - b.position[1]);
  const grips = (one: string, of: DocNode, side: Grip['side']): Grip[] => {
    const spec = specOf(kinds, of, document.blocks);
    const names = (side === 'in' ? inputsOf(spec) : outputsOf(spec, of)).map((port) => port.name);
    return [...names, ...(side === 'out' ? [ERROR_PORT] : [])].map((port) => ({ node: one, port, side }));
  };
  const pairs = (['out', 'in'] as const).flatMap((side) =>
    grips(id, node, side).flatMap((own) =>
      others.flatMap(([other, of]) =>
        grips(other, of, side === 'out' ? 'in' : 'out').map((grip): [Grip, Grip] => [own, grip]),
      ),
    ),
  );
  return pairs.filter(([a, b]) => refusal(document, kinds, a, b) === null).map(([a, b]) => wireBetween(a, b));
}
