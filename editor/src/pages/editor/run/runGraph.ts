/** The graph of a document with what a trace did in it. */

import type { Node } from '@xyflow/react';

import type { DocNode, KindSpec } from '../../../api/types';
import type { Graph, GroupNode, NoteNode, WireEdge } from '../../../store/graph';
import type { RunNode, RunPicture, RunWire } from './run';

export type RunFlowNode = Node<
  {
    node: DocNode;
    spec: KindSpec | undefined;
    run: RunNode | undefined;
    current: boolean;
    wired: ReadonlySet<string>;
  },
  'flow'
>;
export type RunCanvasNode = RunFlowNode | NoteNode | GroupNode;
export type RunEdge = WireEdge & { data?: WireEdge['data'] & { run: RunWire } };

const NOTHING: RunWire = { count: 0, ms: 0 };

export function withRun(
  { nodes, edges }: Graph,
  picture: RunPicture,
  current: string,
): { nodes: RunCanvasNode[]; edges: WireEdge[] } {
  const wired = new Set(
    edges.flatMap((edge) => [
      `out ${edge.source}/${edge.sourceHandle}`,
      `in ${edge.target}/${edge.targetHandle}`,
    ]),
  );
  return {
    nodes: nodes.map((node) =>
      node.type === 'flow'
        ? {
            ...node,
            data: { ...node.data, run: picture.nodes.get(node.id), current: node.id === current, wired },
          }
        : node,
    ),
    edges: edges.map((edge) => ({
      ...edge,
      data: edge.data && { ...edge.data, run: picture.wires.get(edge.id.split('#')[0] ?? '') ?? NOTHING },
    })),
  };
}
