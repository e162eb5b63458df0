/** A node takes the place of a wire. */

import type { DocNode, FlowDocument, Wire } from '../api/types';
import type { Command } from './command';
import { addPart, removePart } from './part';
import { several } from './several';

const NONE: ReadonlySet<string> = new Set();

/** Takes `wire` out and puts in `two` and the nodes that are new; `moved` brings a known node to its place. */
export function spliceNode(
  document: FlowDocument,
  wire: Wire,
  two: readonly [Wire, Wire],
  nodes: Record<string, DocNode>,
  moved?: Command,
): Command {
  const old = document.wires.find((one) => one === wire) ?? wire;
  const gone = { nodes: NONE, notes: NONE, groups: NONE, wires: new Set([old]) };
  return several(
    [removePart(document, gone), addPart({ nodes, wires: [...two] }), ...(moved ? [moved] : [])],
    { what: 'splice', name: Object.values(nodes)[0]?.name },
  );
}
