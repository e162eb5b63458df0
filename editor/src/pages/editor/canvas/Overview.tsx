import { useReactFlow, useStore } from '@xyflow/react';
import { type PointerEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useScheme } from '../../../app/theme';
import { useEditor } from '../../../store';
import { boxOf, coloursOf, draw, type View } from './picture';

const WIDTH = 136;
const HEIGHT = 88;
const PADDING = 6;

/** The map in the corner: the whole flow, and what of it is seen; a click or a drag there goes there. */
export function Overview() {
  const { t } = useTranslation('editor');
  const { setCenter, getZoom } = useReactFlow();
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const status = useEditor((state) => state.status);
  const scheme = useScheme((state) => state.scheme);
  const place = useRef<HTMLCanvasElement>(null);
  const view = useMemo(() => whole(nodes.map(boxOf)), [nodes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useLayoutEffect(() => {
    const canvas = place.current;
    const context = canvas?.getContext('2d');
    if (canvas && context) draw(context, { nodes, edges, status }, view, coloursOf(canvas));
  }, [nodes, edges, status, view, scheme]);
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    void setCenter((x - view.x) / view.zoom, (y - view.y) / view.zoom, { zoom: getZoom() });
  };
  const ratio = window.devicePixelRatio || 1;
  return (
    <div
      className="mini"
      role="img"
      aria-label={t('canvas.map')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <canvas
        ref={place}
        width={WIDTH * ratio}
        height={HEIGHT * ratio}
        style={{ width: WIDTH, height: HEIGHT }}
      />
      <Seen view={view} />
    </div>
  );
}

/** The frame around what the canvas shows. */
function Seen({ view }: { view: View }) {
  const [x, y, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const scale = view.zoom / zoom;
  return (
    <i
      style={{
        transform: `translate(${view.x - x * scale}px, ${view.y - y * scale}px)`,
        width: width * scale,
        height: height * scale,
      }}
    />
  );
}

/** The view in which all boxes fit into the map. */
function whole(boxes: ReturnType<typeof boxOf>[]): View {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y, width, height] of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  if (left > right) [left, top, right, bottom] = [0, 0, 1, 1];
  const [w, h] = [WIDTH - 2 * PADDING, HEIGHT - 2 * PADDING];
  const zoom = Math.min(w / (right - left || 1), h / (bottom - top || 1), 0.25);
  return {
    x: (WIDTH - (left + right) * zoom) / 2,
    y: (HEIGHT - (top + bottom) * zoom) / 2,
    zoom,
    width: WIDTH,
    height: HEIGHT,
  };
}
