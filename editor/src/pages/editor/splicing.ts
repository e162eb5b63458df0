/** A node dropped on a wire is put into it. */

import type { DocNode, KindSpec, Position, Wire } from '../../api/types';
import { movePart } from '../../commands/change';
import { spliceNode } from '../../commands/splice';
import { splicedChain } from '../../flow/chain';
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

/** Whether the node, or the chain of nodes, could go into the wire. */
export function fitsInto(wire: Wire, ids: readonly string[]): boolean {
  const { document, kinds } = useEditor.getState();
  return (
    !!document && ids.every((id) => document.nodes[id]) && splicedChain(document, kinds, wire, ids) !== null
  );
}

/** Nodes that are there go into the wire; `false` when they do not fit: with wires to others they are just moved. */
export function spliceMoved(wire: Wire, after: Record<string, Position>): boolean {
  const { document, kinds, run, seal } = useEditor.getState();
  const ids = Object.keys(after);
  if (!document || locked() || !fitsInto(wire, ids)) return false;
  const two = splicedChain(document, kinds, wire, ids);
  if (!two) return false;
  const before = Object.fromEntries(ids.map((id) => [id, (document.nodes[id] as DocNode).position]));
  seal();
  run(spliceNode(document, wire, two, {}, movePart({ before, after })));
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
