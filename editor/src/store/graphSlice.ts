/** What the canvas shows and nobody undoes: selection, the place while dragging, measured sizes. */

import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import type { StateCreator } from 'zustand';

import type { CanvasNode, WireEdge } from './graph';
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
      const nodes = applyNodeChanges(
        changes.filter((change) => change.type !== 'remove'),
        state.nodes,
      );
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
