import { type Connection, type FinalConnectionState, type OnNodeDrag, useReactFlow } from '@xyflow/react';
import { type MouseEvent as ReactMouseEvent, useCallback, useMemo } from 'react';

import type { FlowDocument, Position } from '../../../api/types';
import { movePart } from '../../../commands/change';
import { addWire } from '../../../commands/part';
import { specOf } from '../../../flow/blocks';
import { inputsOf, outputsOf } from '../../../flow/ports';
import { type Grip, refusal, wireBetween } from '../../../flow/rules';
import { useEditor } from '../../../store';
import { type CanvasNode, type GroupNode, groupShift } from '../../../store/graph';
import { fitsInto, spliceMoved, wireAt } from '../splicing';
import { gripOf, gripsOf } from './grips';

/** What dragging does: wires end on ports, on nodes (the first port that fits) or on nothing (quick-add); nodes move. */
export function useWiring() {
  const { screenToFlowPosition } = useReactFlow();

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid || !state.fromHandle || state.toHandle) return;
      const { clientX, clientY } = 'changedTouches' in event ? (event.changedTouches[0] as Touch) : event;
      const grip = gripOf(state.fromHandle);
      const under = document.elementFromPoint(clientX, clientY);
      const node = under?.closest('[data-node-id]')?.getAttribute('data-node-id');
      if (node) wireToNode(grip, node);
      else if (under?.closest('.react-flow__pane'))
        useEditor
          .getState()
          .setUi({ quickAdd: { ...screenToFlowPosition({ x: clientX, y: clientY }), from: grip } });
    },
    [screenToFlowPosition],
  );

  return useMemo(
    () => ({ onConnect, onConnectEnd, isValidConnection, onNodeDrag, onNodeDragStop, onSelectionDragStop }),
    [onConnectEnd],
  );
}

function onConnect(connection: Connection): void {
  join(...gripsOf(connection));
}

function isValidConnection(connection: Connection | { source: string; target: string }): boolean {
  const { document, kinds } = useEditor.getState();
  return document !== null && refusal(document, kinds, ...gripsOf(connection)) === null;
}

function join(a: Grip, b: Grip): boolean {
  const { document, kinds, run, readOnly } = useEditor.getState();
  if (!document || readOnly || refusal(document, kinds, a, b)) return false;
  run(addWire(wireBetween(a, b)));
  return true;
}

/** Dropped on a node: its first port that takes the wire. */
function wireToNode(from: Grip, id: string): void {
  const { document, kinds } = useEditor.getState();
  const node = document?.nodes[id];
  if (!document || !node) return;
  const spec = specOf(kinds, node, document.blocks);
  const ports = from.side === 'out' ? inputsOf(spec) : outputsOf(spec, node);
  const side = from.side === 'out' ? 'in' : 'out';
  for (const port of ports) if (join(from, { node: id, port: port.name, side })) return;
}

const flowIds = (nodes: CanvasNode[]) =>
  nodes.every((node) => node.type === 'flow') ? nodes.map((node) => node.id) : [];

const onNodeDrag: OnNodeDrag<CanvasNode> = (event, _, nodes) => {
  const ids = flowIds(nodes);
  const under = ids.length > 0 ? wireUnder(event) : null;
  markSplice(under && fitsInto(under.wire, ids) ? under.id : null);
};

const onNodeDragStop: OnNodeDrag<CanvasNode> = (event, _, nodes) => {
  markSplice(null);
  const under = flowIds(nodes).length > 0 ? wireUnder(event) : null;
  const places = nodes.map(({ id, position: { x, y } }): [string, Position] => [id, [x, y]]);
  if (under && spliceMoved(under.wire, Object.fromEntries(places))) return;
  moved(nodes);
};

function wireUnder(event: MouseEvent | TouchEvent) {
  const { clientX, clientY } = 'changedTouches' in event ? (event.changedTouches[0] as Touch) : event;
  return wireAt(clientX, clientY);
}

/** Shows which wire the dragged node would go into. */
function markSplice(id: string | null): void {
  const { edges } = useEditor.getState();
  if (!edges.some((edge) => (edge.className === 'splice') !== (edge.id === id))) return;
  useEditor.setState({
    edges: edges.map((edge) => {
      if ((edge.className === 'splice') === (edge.id === id)) return edge;
      const { className: _, ...plain } = edge;
      return edge.id === id ? { ...plain, className: 'splice' } : plain;
    }),
  });
}

const onSelectionDragStop = (event: MouseEvent | TouchEvent | ReactMouseEvent, nodes: CanvasNode[]) =>
  onNodeDragStop(event as MouseEvent, nodes[0] as CanvasNode, nodes);

/** One gesture is one command, made from where things were in the document. */
function moved(dragged: CanvasNode[]): void {
  const { document, run, seal } = useEditor.getState();
  if (!document) return;
  const nodes: Places = { before: {}, after: {} };
  const notes: Places = { before: {}, after: {} };
  for (const item of dragged) {
    const place: Position = [item.position.x, item.position.y];
    if (item.type === 'flow') keep(nodes, item.id, document.nodes[item.id]?.position, place);
    if (item.type === 'area') keepMembers(nodes, item, document, dragged);
    if (item.type === 'note') keep(notes, item.data.note.id, item.data.note.position, place);
  }
  if (Object.keys(nodes.after).length + Object.keys(notes.after).length === 0) {
    goHome();
    return;
  }
  seal();
  run(movePart(nodes, notes));
}

/** A group takes its nodes along, but those that are dragged themselves. */
function keepMembers(into: Places, area: GroupNode, document: FlowDocument, dragged: CanvasNode[]): void {
  const [dx, dy] = groupShift(area);
  for (const id of area.data.group.nodes) {
    const before = document.nodes[id]?.position;
    if (before && !dragged.some((one) => one.id === id))
      keep(into, id, before, [before[0] + dx, before[1] + dy]);
  }
}

/** A group that was moved by less than a step lies around its nodes again. */
function goHome(): void {
  const { nodes } = useEditor.getState();
  const home = nodes.map((node) =>
    node.type === 'area' ? { ...node, position: { x: node.data.home[0], y: node.data.home[1] } } : node,
  );
  useEditor.setState({ nodes: home });
}

interface Places {
  before: Record<string, Position>;
  after: Record<string, Position>;
}

function keep(into: Places, id: string, before: Position | undefined, after: Position): void {
  if (!before || (before[0] === after[0] && before[1] === after[1])) return;
  into.before[id] = before;
  into.after[id] = after;
}
