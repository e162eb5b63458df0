import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, useRef, useState } from 'react';

import { bent, crosses, inside, type Place } from '../../../flow/stroke';
import { useEditor } from '../../../store';
import { locked, removeWires } from '../actions';
import { curve } from './curve';
import { boxOf } from './picture';

type Tool = 'lasso' | 'slice' | 'box';

/** Ctrl and a line around nodes selects them; Alt and a line across wires takes those out. */
export function useStrokes(map: boolean) {
  const { screenToFlowPosition } = useReactFlow();
  const [line, setLine] = useState<{ tool: Tool; at: Place[] } | null>(null);
  const moved = useRef(false);
  const begin = (event: PointerEvent) => {
    const tool = toolOf(event, map);
    if (!tool || event.button !== 0 || !onCanvas(event.target)) return;
    if (tool === 'slice' && locked()) return;
    event.stopPropagation();
    const at: Place[] = [[event.clientX, event.clientY]];
    moved.current = false;
    const move = ({ clientX, clientY }: globalThis.PointerEvent) => {
      moved.current = true;
      at.push([clientX, clientY]);
      setLine({ tool, at: shape(tool, at) });
    };
    const end = (how: globalThis.PointerEvent) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      setLine(null);
      if (!moved.current || how.type === 'pointercancel') return;
      ignoreClick();
      const flow = shape(tool, at).map(([x, y]): Place => {
        const place = screenToFlowPosition({ x, y }, { snapToGrid: false });
        return [place.x, place.y];
      });
      if (tool === 'slice') slice(flow);
      else lasso(flow);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
  /** React Flow must not begin to pan with the same press. */
  const hold = (event: {
    altKey: boolean;
    ctrlKey: boolean;
    metaKey: boolean;
    shiftKey: boolean;
    stopPropagation: () => void;
    target: EventTarget;
  }) => {
    if (toolOf(event, map) && onCanvas(event.target)) event.stopPropagation();
  };
  return { line, handlers: { onPointerDownCapture: begin, onMouseDownCapture: hold } };
}

/** The click that ends the line is none on the canvas, which would select nothing. */
function ignoreClick(): void {
  const stop = (event: Event) => event.stopPropagation();
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 50);
}

/** Nodes lie inside the pane, too, and have their own gestures. */
const onCanvas = (target: EventTarget): boolean => {
  const element = target as Element;
  return !!element.closest('.react-flow__pane') && !element.closest('.react-flow__node');
};

function toolOf(
  event: { altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean },
  map: boolean,
): Tool | null {
  if (event.altKey) return 'slice';
  if (event.ctrlKey || event.metaKey) return 'lasso';
  return event.shiftKey && map ? 'box' : null;
}

/** A box has only two corners that the hand made. */
function shape(tool: Tool, at: Place[]): Place[] {
  const [a, b] = [at[0] as Place, at.at(-1) as Place];
  return tool === 'box' ? [a, [b[0], a[1]], b, [a[0], b[1]], a] : at;
}

function lasso(loop: Place[]): void {
  const { nodes, select } = useEditor.getState();
  const found = nodes.filter((node) => {
    const [x, y, width, height] = boxOf(node);
    return (node.type !== 'area' || node.data.box) && inside(loop, [x + width / 2, y + height / 2]);
  });
  select(found.map((node) => node.id));
}

function slice(line: Place[]): void {
  const { nodes, edges } = useEditor.getState();
  const known = new Map(nodes.map((node) => [node.id, node]));
  const end = (id: string, port: string | null | undefined, type: string): Place | null => {
    const node = known.get(id);
    const handle = node?.handles?.find((one) => one.id === port && one.type === type);
    if (!node || !handle) return null;
    const half = (handle.width ?? 0) / 2;
    return [node.position.x + handle.x + half, node.position.y + handle.y + half];
  };
  const cut = edges.flatMap(({ source, sourceHandle, target, targetHandle, data }) => {
    const a = end(source, sourceHandle, 'source');
    const b = end(target, targetHandle, 'target');
    if (!a || !b || !data) return [];
    const { points } = curve({ x1: a[0], y1: a[1], x2: b[0], y2: b[1], down: sourceHandle === 'error' });
    return crosses(line, bent(...points)) ? [data.wire] : [];
  });
  removeWires(cut);
}

/** The line while it is drawn, on the screen. */
export function Stroke({ line }: { line: { tool: Tool; at: Place[] } | null }) {
  if (!line) return null;
  return (
    <svg className="stroke" data-tool={line.tool} aria-hidden="true">
      <polyline points={line.at.map((place) => place.join(',')).join(' ')} />
    </svg>
  );
}
