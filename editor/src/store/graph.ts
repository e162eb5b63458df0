/** From the document to what React Flow draws. Unchanged nodes and wires keep their identity, so only changes re-render. */

import type { Edge, Node } from '@xyflow/react';

import type {
  Carries,
  DocNode,
  End,
  FlowDocument,
  Group,
  KindSpec,
  Note,
  Position,
  Wire,
} from '../api/types';
import { specOf } from '../flow/blocks';
import { type BoxPorts, boxHeight, boxPorts, foldedNodes, groupKey, shownEnd } from '../flow/folded';
import {
  carriesOf,
  ERROR_PORT,
  inputsOf,
  NODE_WIDTH,
  nodeHeight,
  outputsOf,
  type Ports,
  portsFromWires,
  portY,
} from '../flow/ports';
import { wireKey } from '../flow/rules';

export type FlowNode = Node<{ node: DocNode; spec: KindSpec | undefined; ghost?: boolean }, 'flow'>;
export type NoteNode = Node<{ note: Note }, 'note'>;
/** `home` is where its nodes put it; `box` are the ports of one that is shown as a box, as "node/port". */
export type GroupNode = Node<{ group: Group; home: Position; box?: BoxPorts }, 'area'>;
export type CanvasNode = FlowNode | NoteNode | GroupNode;
export type WireEdge = Edge<{ wire: Wire; carries: Carries; labelled: boolean; gone?: boolean }, 'wire'>;

export interface Graph {
  nodes: CanvasNode[];
  edges: WireEdge[];
}

type Kinds = ReadonlyMap<string, KindSpec>;
const PORT = 9;
const GROUP_PAD = { x: 12, top: 32, bottom: 12 };

export const noteKey = (id: string) => `note:${id}`;
export { groupKey };

const STEP = 8;

/** By how much a group was dragged, in whole steps of the grid. */
export function groupShift({ position, data }: GroupNode): Position {
  const steps = (n: number) => Math.round(n / STEP) * STEP;
  return [steps(position.x - data.home[0]), steps(position.y - data.home[1])];
}

export function toGraph(document: FlowDocument, kinds: Kinds, old: Graph): Graph {
  const known = new Map(old.nodes.map((node) => [node.id, node]));
  const folded = foldedNodes(document.groups);
  const nodes: CanvasNode[] = [
    ...document.groups
      .filter((group) => !group.nodes.some((id) => folded.has(id) && folded.get(id) !== group))
      .map((group) => groupNode(group, document, kinds, known.get(groupKey(group.id)))),
    ...document.notes.map((note) => noteNode(note, known.get(noteKey(note.id)))),
    ...Object.entries(document.nodes)
      .filter(([id]) => !folded.has(id))
      .map(([id, node]) =>
        flowNode(id, node, specOf(kinds, node, document.blocks), document.wires, known.get(id)),
      ),
  ];
  return { nodes, edges: toEdges(document, kinds, old.edges) };
}

export function flowNode(
  id: string,
  node: DocNode,
  spec: KindSpec | undefined,
  wires: readonly Wire[],
  old?: CanvasNode,
): FlowNode {
  if (
    spec &&
    old?.type === 'flow' &&
    old.data.node === node &&
    old.data.spec === spec &&
    samePlace(old, node)
  )
    return old;
  return {
    ...(old as FlowNode | undefined),
    id,
    type: 'flow',
    ariaLabel: node.name,
    position: { x: node.position[0], y: node.position[1] },
    initialWidth: NODE_WIDTH,
    initialHeight: nodeHeight(spec, node),
    // Known beforehand, so that a node that comes into view is not measured.
    measured: old?.measured ?? { width: NODE_WIDTH, height: nodeHeight(spec, node) },
    handles: handlesOf(spec, node, spec ? portsOf(spec, node) : portsFromWires(id, wires)),
    data: { node, spec },
  };
}

const portsOf = (spec: KindSpec, node: DocNode): Ports => ({
  ins: inputsOf(spec),
  outs: outputsOf(spec, node),
});

const samePlace = (old: CanvasNode, node: { position: [number, number] }) =>
  old.position.x === node.position[0] && old.position.y === node.position[1];

/** Where the ports lie, so that wires to nodes off the screen are drawn without measuring them. */
function handlesOf(spec: KindSpec | undefined, node: DocNode, { ins, outs }: Ports): FlowNode['handles'] {
  return [
    ...ins.map((port, i) => handle(port.name, 'target', i, ins.length)),
    ...outs.map((port, i) => handle(port.name, 'source', i, outs.length)),
    {
      id: ERROR_PORT,
      type: 'source' as const,
      position: 'bottom' as never,
      x: NODE_WIDTH - 20 - PORT / 2,
      y: nodeHeight(spec, node) - PORT / 2,
      width: PORT,
      height: PORT,
    },
  ];
}

const handle = (id: string, type: 'source' | 'target', i: number, n: number) => ({
  id,
  type,
  position: (type === 'source' ? 'right' : 'left') as never,
  x: (type === 'source' ? NODE_WIDTH : 0) - PORT / 2,
  y: portY(i, n) - PORT / 2,
  width: PORT,
  height: PORT,
});

function noteNode(note: Note, old?: CanvasNode): NoteNode {
  if (old?.type === 'note' && old.data.note === note && samePlace(old, note)) return old;
  return {
    ...(old as NoteNode | undefined),
    id: noteKey(note.id),
    type: 'note',
    position: { x: note.position[0], y: note.position[1] },
    initialWidth: note.size[0],
    initialHeight: note.size[1],
    data: { note },
  };
}

function groupNode(group: Group, document: FlowDocument, kinds: Kinds, old?: CanvasNode): GroupNode {
  const members = group.nodes.map((id) => document.nodes[id]).filter((node): node is DocNode => !!node);
  const xs = members.map((node) => node.position[0]);
  const ys = members.map((node) => node.position[1]);
  const bottoms = members.map(
    (node) => node.position[1] + nodeHeight(specOf(kinds, node, document.blocks), node),
  );
  if (group.collapsed) return boxNode(group, document, kinds, [Math.min(...xs), Math.min(...ys)], old);
  const x = Math.min(...xs) - GROUP_PAD.x;
  const y = Math.min(...ys) - GROUP_PAD.top;
  const width = Math.max(...xs) + NODE_WIDTH + GROUP_PAD.x - x;
  const height = Math.max(...bottoms) + GROUP_PAD.bottom - y;
  return {
    ...(old as GroupNode | undefined),
    id: groupKey(group.id),
    type: 'area',
    position: { x, y },
    width,
    height,
    dragHandle: '.group-title',
    handles: [],
    zIndex: -1,
    data: { group, home: [x, y] },
  };
}

function boxNode(
  group: Group,
  document: FlowDocument,
  kinds: Kinds,
  home: Position,
  old?: CanvasNode,
): GroupNode {
  const box = boxPorts(group, document.wires, (wire) => carriedBy(document, kinds, wire));
  const height = boxHeight(box);
  const ends = [
    ...box.ins.map((port, i) => handle(port.end, 'target', i, box.ins.length)),
    ...box.outs.map((port, i) => handle(port.end, 'source', i, box.outs.length)),
  ];
  const { dragHandle: _, ...kept } = (old ?? {}) as Partial<GroupNode>;
  return {
    ...kept,
    id: groupKey(group.id),
    type: 'area',
    ariaLabel: group.name,
    position: { x: home[0], y: home[1] },
    width: NODE_WIDTH,
    height,
    measured: { width: NODE_WIDTH, height },
    handles: ends,
    zIndex: 0,
    data: { group, home, box },
  };
}

function toEdges(document: FlowDocument, kinds: Kinds, old: WireEdge[]): WireEdge[] {
  const folded = foldedNodes(document.groups);
  const known = new Map(old.map((edge) => [edge.id, edge]));
  const labelled = new Set<string>();
  const ids = new Map<string, number>();
  const shown = document.wires.filter(({ from, to }) => {
    const inside = folded.get(from[0]);
    return !inside || inside !== folded.get(to[0]);
  });
  return shown.map((wire) => {
    const key = wireKey(wire);
    const times = ids.get(key) ?? 0;
    ids.set(key, times + 1);
    const output = wire.from.join('/');
    const first = !labelled.has(output);
    labelled.add(output);
    const id = times ? `${key}#${times}` : key;
    const ends = [shownEnd(wire.from, folded), shownEnd(wire.to, folded)] as const;
    const edge = wireEdge(id, wire, ends, carriedBy(document, kinds, wire), first, known.get(id));
    const ariaLabel = `${nameOf(document, wire.from[0])} → ${nameOf(document, wire.to[0])}`;
    return edge.ariaLabel === ariaLabel ? edge : { ...edge, ariaLabel };
  });
}

const nameOf = (document: FlowDocument, id: string) => document.nodes[id]?.name ?? id;

function carriedBy(document: FlowDocument, kinds: Kinds, wire: Wire): Carries {
  const source = document.nodes[wire.from[0]];
  const target = document.nodes[wire.to[0]];
  const spec = (node: DocNode) => specOf(kinds, node, document.blocks);
  const sent = source && carriesOf(spec(source), source, 'out', wire.from[1]);
  return sent ?? (target && carriesOf(spec(target), target, 'in', wire.to[1])) ?? 'samples';
}

/** The value belongs to the output: only the first of its wires carries the label. */
function wireEdge(
  id: string,
  wire: Wire,
  [from, to]: readonly [End, End],
  carries: Carries,
  labelled: boolean,
  old?: WireEdge,
): WireEdge {
  const same = old?.data?.wire === wire && old.data.carries === carries && old.data.labelled === labelled;
  if (old && same && old.source === from[0] && old.target === to[0]) return old;
  return {
    ...old,
    id,
    type: 'wire',
    source: from[0],
    sourceHandle: from[1],
    target: to[0],
    targetHandle: to[1],
    data: { wire, carries, labelled },
  };
}
