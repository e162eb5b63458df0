/** Gestures on several nodes at a time: in line, evenly apart, laid out, and what lies up- and downstream. */

import type { Position } from '../../api/types';
import { movePart } from '../../commands/change';
import {
  type Alignment,
  type Axis,
  aligned,
  type Box,
  besides,
  distributed,
  laidOutInGroups,
  type Places,
} from '../../flow/arrange';
import { specOf } from '../../flow/blocks';
import { reached } from '../../flow/find';
import { NODE_WIDTH, nodeHeight } from '../../flow/ports';
import { useEditor } from '../../store';
import { chosen, locked } from './actions';

/** Boxes of the nodes given. */
function boxesOf(ids: Iterable<string>): Box[] {
  const { document, kinds } = useEditor.getState();
  return [...ids].flatMap((id) => {
    const node = document?.nodes[id];
    if (!node) return [];
    const [x, y] = node.position;
    const height = nodeHeight(specOf(kinds, node, document?.blocks), node);
    return [{ id, x, y, width: NODE_WIDTH, height }];
  });
}

/** One command; nothing when all is where it should be. */
function place(places: Places, what: string, notes: Places = {}): void {
  const { document, run, seal } = useEditor.getState();
  const moved = Object.entries(places).filter(([id, [x, y]]) => {
    const old = document?.nodes[id]?.position;
    return old && (old[0] !== x || old[1] !== y);
  });
  if (!document || locked() || moved.length === 0) return;
  const before: Places = Object.fromEntries(
    moved.map(([id]): [string, Position] => [id, document.nodes[id]?.position ?? [0, 0]]),
  );
  const old = document.notes
    .filter((note) => notes[note.id])
    .map((note) => [note.id, note.position] as const);
  seal();
  const command = movePart(
    { before, after: Object.fromEntries(moved) },
    { before: Object.fromEntries(old), after: notes },
  );
  run({ ...command, label: { what, count: moved.length } });
  seal();
}

export const alignSelection = (how: Alignment): void => {
  const boxes = boxesOf(chosen().nodes);
  if (boxes.length > 1) place(aligned(boxes, how), 'align');
};

export const distributeSelection = (axis: Axis): void =>
  place(distributed(boxesOf(chosen().nodes), axis), 'distribute');

/** The selected nodes along their wires, or all when fewer than two are selected. */
export async function layOut(): Promise<void> {
  const { document } = useEditor.getState();
  if (!document || locked()) return;
  const some = chosen().nodes;
  const all = some.size < 2;
  const boxes = boxesOf(all ? Object.keys(document.nodes) : some);
  if (boxes.length === 0) return;
  const wires = document.wires.map(({ from, to }) => [from[0], to[0]] as const);
  const groups = document.groups.map((group) => group.nodes);
  const places = await laidOutInGroups(boxes, wires, groups);
  const notes = document.notes.map(({ id, position: [x, y], size: [width, height] }) => ({
    id,
    x,
    y,
    width,
    height,
  }));
  const beside = all ? besides(notes, boxes, places) : {};
  if (useEditor.getState().document === document) place(places, 'layout', beside);
}

export function selectReached(way: 'up' | 'down'): void {
  const { document, select } = useEditor.getState();
  const { nodes } = chosen();
  if (document && nodes.size > 0) select(reached(document.wires, nodes, way));
}
