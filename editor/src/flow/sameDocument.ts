/** Do two documents say the same? Wires have no order: the server keeps them sorted, the canvas as they were drawn. */

import type { FlowDocument, Json, Wire } from '../api/types';
import { same } from './mergeValues';
import { wireKey } from './rules';

export function sameDocument(a: FlowDocument, b: FlowDocument): boolean {
  return same(arranged(a) as unknown as Json, arranged(b) as unknown as Json);
}

/** With the wires in one order, and those of its blocks. */
function arranged({ wires, blocks, ...rest }: FlowDocument) {
  const ordered = Object.entries(blocks ?? {}).map(([id, block]) => [
    id,
    { ...block, wires: inOrder(block.wires) },
  ]);
  return { ...rest, wires: inOrder(wires), blocks: Object.fromEntries(ordered) };
}

const inOrder = (wires: Wire[] = []) => [...wires].sort((a, b) => (wireKey(a) < wireKey(b) ? -1 : 1));
