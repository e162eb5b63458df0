/** A node dropped on a wire is put into it. */

import type { KindSpec, Position, Wire } from '../../api/types';
import { movePart } from '../../commands/change';
import { spliceNode } from '../../commands/splice';
import { spliced } from '../../flow/splice';
import { useEditor } from '../../store';
import { freshNode, locked } from './actions';

/** The wire under a place of the screen, nodes and ports in front of it left aside. */
export function wireAt(x: number, y: number): { id: string; wire: Wire } | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    const wire = id && useEditor.getState().edges.find((edge) => edge.id === id)?.data?.wire;
    if (id && wire) return { id, wire };
  }
  return null;
}

/** Whether the node could go into the wire. */
export function fitsInto(wire: Wire, id: string): boolean {
  const { document, kinds } = useEditor.getState();
  const node = document?.nodes[id];
  return !!document && !!node && isFree(id) && spliced(document, kinds, wire, id, node) !== null;
}

/** Only a node that has no wires yet is put into one by moving it: moving others is just that. */
const isFree = (id: string): boolean =>
  !useEditor.getState().document?.wires.some(({ from, to }) => from[0] === id || to[0] === id);

/** A node that is there goes into the wire; `false` when it does not fit. */
export function spliceMoved(wire: Wire, id: string, position: Position): boolean {
  const { document, kinds, run, seal } = useEditor.getState();
  const node = document?.nodes[id];
  const two = document && node && isFree(id) ? spliced(document, kinds, wire, id, node) : null;
  if (!document || !node || !two || locked()) return false;
  seal();
  run(
    spliceNode(
      document,
      wire,
      two,
      {},
      movePart({ before: { [id]: node.position }, after: { [id]: position } }),
    ),
  );
  return true;
}

/** A new node of a kind goes into the wire; `false` when the kind does not fit. */
export function spliceKind(spec: KindSpec, wire: Wire, at: Position): boolean {
  const { document, kinds, run, select, setUi, seal } = useEditor.getState();
  if (!document || locked()) return false;
  const { id, node } = freshNode(document, spec, at);
  const two = spliced(document, kinds, wire, id, node);
  if (!two) return false;
  seal();
  run(spliceNode(document, wire, two, { [id]: node }));
  select([id]);
  setUi({ inspectorTab: 'settings', quickAdd: null });
  return true;
}
