import { useStore } from '@xyflow/react';
import { useEffect, useLayoutEffect, useRef } from 'react';

import { useScheme } from '../../../app/theme';
import { useEditor } from '../../../store';
import type { CanvasNode } from '../../../store/graph';
import { type Colours, coloursOf, draw } from './picture';

/** Below this size names cannot be read, and a large flow is drawn as a picture. */
const MAP_ZOOM = 0.36;
const MANY = 150;
const FEW = 60;

export function useIsMap(): boolean {
  const many = useEditor((state) => state.nodes.length > MANY);
  const small = useStore((state) => state.transform[2] < MAP_ZOOM);
  return many && small;
}

const hidden = new WeakMap<CanvasNode, CanvasNode>();

/** In the picture only a few that are selected are nodes to take hold of. */
export function onlySelected(nodes: CanvasNode[]): CanvasNode[] {
  const few = nodes.filter((node) => node.selected).length <= FEW;
  return nodes.map((node) => {
    if (few && node.selected) return node;
    const known = hidden.get(node) ?? { ...node, hidden: true };
    hidden.set(node, known);
    return known;
  });
}

/** The whole flow in one picture: thousands of nodes cost what one does. */
export function FarView() {
  const place = useRef<HTMLCanvasElement>(null);
  const scheme = useScheme((state) => state.scheme);
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const status = useEditor((state) => state.status);
  const colours = useRef<Colours | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useEffect(() => {
    colours.current = null;
  }, [scheme]);
  useLayoutEffect(() => {
    const canvas = place.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    colours.current ??= coloursOf(canvas);
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== width * ratio) canvas.width = width * ratio;
    if (canvas.height !== height * ratio) canvas.height = height * ratio;
    draw(context, { nodes, edges, status }, { x, y, zoom, width, height }, colours.current);
  });
  return <canvas ref={place} className="far-view" style={{ width, height }} />;
}
