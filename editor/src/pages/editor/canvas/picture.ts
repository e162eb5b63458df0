/** A flow as a plain picture: for the map in the corner, and for the view from far away. */

import { NODE_WIDTH } from '../../../flow/ports';
import { categoryOf } from '../../../look/kinds';
import type { EditorState } from '../../../store';
import type { CanvasNode } from '../../../store/graph';

export interface View {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

export interface Colours {
  of: (name: string) => string;
}

const LOW = 48;
const EDGE = 12;

/** Place and size of what a node is drawn as. */
export function boxOf(node: CanvasNode): [x: number, y: number, width: number, height: number] {
  const { x, y } = node.position;
  return [
    x,
    y,
    node.measured?.width ?? node.width ?? node.initialWidth ?? NODE_WIDTH,
    node.measured?.height ?? node.height ?? node.initialHeight ?? LOW,
  ];
}

/** Colours of the theme that is on, each looked up once. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return {
    of: (name) => {
      const found = known.get(name) ?? style.getPropertyValue(name).trim();
      known.set(name, found);
      return found;
    },
  };
}

type Shown = Pick<EditorState, 'nodes' | 'edges' | 'status'>;

/** Draws what is in view: areas, wires, nodes with the colour of their kind; trouble and selection stand out. */
export function draw(
  context: CanvasRenderingContext2D,
  { nodes, edges, status }: Shown,
  view: View,
  colours: Colours,
) {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.setTransform(ratio * view.zoom, 0, 0, ratio * view.zoom, ratio * view.x, ratio * view.y);
  const [left, top] = [-view.x / view.zoom, -view.y / view.zoom];
  const [right, bottom] = [left + view.width / view.zoom, top + view.height / view.zoom];
  const places = new Map<string, ReturnType<typeof boxOf>>();
  const hair = 1 / view.zoom;
  for (const node of nodes) {
    const box = boxOf(node);
    places.set(node.id, box);
    if (node.type === 'area') {
      context.fillStyle = colours.of('--sunken');
      context.fillRect(...box);
    }
  }
  context.lineWidth = 1.2 * hair;
  for (const carries of ['samples', 'events'] as const) {
    context.strokeStyle = colours.of(carries === 'samples' ? '--wire-samples' : '--wire-event');
    context.beginPath();
    for (const { source, target, data } of edges) {
      const [a, b] = [places.get(source), places.get(target)];
      if (data?.carries !== carries || !a || !b) continue;
      const [x1, y1, x2, y2] = [a[0] + a[2], a[1] + a[3] / 2, b[0], b[1] + b[3] / 2];
      if (Math.max(x1, x2) < left || Math.min(x1, x2) > right) continue;
      if (Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) continue;
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
  }
  for (const node of nodes) {
    const [x, y, width, height] = places.get(node.id) ?? boxOf(node);
    if (node.type === 'area' || x > right || y > bottom || x + width < left || y + height < top) continue;
    const wrong = status[node.id]?.status === 'error';
    const flow = node.type === 'flow';
    context.fillStyle = colours.of(
      node.selected ? '--accent' : wrong ? '--p1' : flow ? '--surface' : '--sunken',
    );
    context.fillRect(x, y, width, height);
    context.strokeStyle = colours.of('--line-strong');
    context.strokeRect(x, y, width, height);
    if (!flow) continue;
    context.fillStyle = colours.of(`--kind-${categoryOf(node.data.node.kind)}`);
    context.fillRect(x, y, EDGE, height);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.of('--ink-2');
  context.font = `500 11px ${colours.of('--font')}`;
  for (const node of nodes)
    if (node.type === 'area' && view.width > 200)
      context.fillText(
        node.data.group.name,
        node.position.x * view.zoom + view.x + 4,
        node.position.y * view.zoom + view.y - 3,
      );
}

/** The node at a place of the flow; what is drawn last lies on top. */
export function nodeAt(nodes: readonly CanvasNode[], x: number, y: number): CanvasNode | undefined {
  return nodes.findLast((node) => {
    const [left, top, width, height] = boxOf(node);
    return node.type !== 'area' && x >= left && x <= left + width && y >= top && y <= top + height;
  });
}
