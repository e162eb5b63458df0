/** While deploying, what the deployed version has and the draft has not is drawn too. */

import type { FlowDocument, KindSpec } from '../../../api/types';
import { specOf } from '../../../flow/blocks';
import { wireKey } from '../../../flow/rules';
import { type CanvasNode, flowNode, type Graph, type WireEdge } from '../../../store/graph';

export function withGhosts(
  graph: Graph,
  deployed: FlowDocument,
  kinds: ReadonlyMap<string, KindSpec>,
): Graph {
  const have = new Set(
    graph.nodes.flatMap((node) => (node.type === 'area' ? [node.id, ...node.data.group.nodes] : node.id)),
  );
  const ghosts = Object.entries(deployed.nodes)
    .filter(([id]) => !have.has(id))
    .map(([id, node]): CanvasNode => {
      const made = flowNode(id, node, specOf(kinds, node, deployed.blocks), deployed.wires);
      return { ...made, data: { ...made.data, ghost: true }, draggable: false, selectable: false };
    });
  const wired = new Set(graph.edges.map((edge) => edge.id));
  const drawn = new Set([...graph.nodes, ...ghosts].map((node) => node.id));
  const gone = deployed.wires
    .filter((wire) => !wired.has(wireKey(wire)) && drawn.has(wire.from[0]) && drawn.has(wire.to[0]))
    .map(
      (wire): WireEdge => ({
        id: wireKey(wire),
        type: 'wire',
        source: wire.from[0],
        sourceHandle: wire.from[1],
        target: wire.to[0],
        targetHandle: wire.to[1],
        selectable: false,
        data: { wire, carries: 'samples', labelled: false, gone: true },
      }),
    );
  return { nodes: [...graph.nodes, ...ghosts], edges: [...graph.edges, ...gone] };
}
