import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';

import { NODE_WIDTH } from '../../../flow/ports';
import { useEditor } from '../../../store';
import type { CanvasNode } from '../../../store/graph';
import { takeView } from './kept';

export const MIN_ZOOM = 0.1;
/** A large flow opens at a size that can be read, from its upper left corner. */
const FIRST_ZOOM = 0.5;
const PADDING = 0.08;
const MARGIN = 32;
const NODE_HEIGHT = 48;

/**
 * Shows everything, never enlarged. React Flow's own fit knows only nodes that were drawn once,
 * and of a large flow most were not.
 */
export function useFit(
  nodesOf: () => readonly Pick<
    CanvasNode,
    'position' | 'width' | 'height' | 'initialWidth' | 'initialHeight'
  >[] = edited,
): (first?: boolean) => void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (first = false) => {
      const kept = first && nodesOf === edited && takeView(useEditor.getState().document?.id);
      if (kept) return void setViewport(kept, { duration: 0 });
      const { width, height } = store.getState();
      const nodes = nodesOf();
      if (nodes.length === 0 || width === 0) return;
      const right = Math.max(
        ...nodes.map((node) => node.position.x + (node.width ?? node.initialWidth ?? NODE_WIDTH)),
      );
      const bottom = Math.max(
        ...nodes.map((node) => node.position.y + (node.height ?? node.initialHeight ?? NODE_HEIGHT)),
      );
      const x = Math.min(...nodes.map((node) => node.position.x));
      const y = Math.min(...nodes.map((node) => node.position.y));
      const bounds = { x, y, width: right - x, height: bottom - y };
      const all = getViewportForBounds(bounds, width, height, MIN_ZOOM, 1, PADDING);
      const corner = { x: MARGIN - x * FIRST_ZOOM, y: MARGIN - y * FIRST_ZOOM, zoom: FIRST_ZOOM };
      const view = first && all.zoom < FIRST_ZOOM ? corner : all;
      const still = first || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      void setViewport(view, { duration: still ? 0 : 160 });
    },
    [setViewport, store, nodesOf],
  );
}

const edited = () => useEditor.getState().nodes;
