/** What the canvas shows and nobody undoes: selection, the place while dragging, measured sizes. */

import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import type { StateCreator } from 'zustand';

import { type CanvasNode, groupShift, type WireEdge } from './graph';
import type { EditorState } from './index';

export interface GraphSlice {
  nodes: CanvasNode[];
  edges: WireEdge[];
  /** Ids of selected nodes, notes and groups, as on the canvas. */
  selected: string[];
  onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  onEdgesChange: (changes: EdgeChange<WireEdge>[]) => void;
  select: (ids: readonly string[]) => void;
}

type Slice = StateCreator<EditorState, [], [], GraphSlice>;

export const createGraphSlice: Slice = (set) => ({
  nodes: [],
  edges: [],
  selected: [],

  onNodesChange: (changes) =>
    set((state) => {
      // Removing is a command of its own, never React Flow's.
      const kept = changes.filter((change) => change.type !== 'remove');
      const nodes = withMembers(state, applyNodeChanges(kept, state.nodes), kept);
      if (!changes.some((change) => change.type === 'select')) return { nodes };
      return { nodes, selected: nodes.filter((node) => node.selected).map((node) => node.id) };
    }),

  onEdgesChange: (changes) =>
    set((state) => ({
      edges: applyEdgeChanges(
        changes.filter((change) => change.type !== 'remove'),
        state.edges,
      ),
    })),

  select: (ids) =>
    set((state) => {
      const wanted = new Set(ids);
      const nodes = state.nodes.map((node) =>
        (node.selected ?? false) === wanted.has(node.id) ? node : { ...node, selected: wanted.has(node.id) },
      );
      const edges = state.edges.map((edge) => (edge.selected ? { ...edge, selected: false } : edge));
      return { nodes, edges, selected: [...ids] };
    }),
});

/** While a group is dragged its nodes go with it, by whole steps of the grid from where they are in the document. */
function withMembers(
  { document }: EditorState,
  nodes: CanvasNode[],
  changes: NodeChange<CanvasNode>[],
): CanvasNode[] {
  const dragged = new Set(
    changes.flatMap((change) => (change.type === 'position' && change.dragging ? change.id : [])),
  );
  const places = new Map<string, { x: number; y: number }>();
  for (const area of nodes) {
    if (area.type !== 'area' || !dragged.has(area.id)) continue;
    const [dx, dy] = groupShift(area);
    for (const id of area.data.group.nodes) {
      const at = document?.nodes[id]?.position;
      if (at && !dragged.has(id)) places.set(id, { x: at[0] + dx, y: at[1] + dy });
    }
  }
  if (places.size === 0) return nodes;
  return nodes.map((node) => {
    const position = places.get(node.id);
    return position ? { ...node, position } : node;
  });
}
