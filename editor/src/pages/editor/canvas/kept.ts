/** Where the canvas stood when a trace was opened over it: leaving the trace goes back there. */

import { useReactFlow, type Viewport } from '@xyflow/react';
import { useEffect } from 'react';

let kept: { flow: string; view: Viewport } | null = null;

/** Keeps place and zoom while the address shows a trace of this flow. */
export function useKeptView(flow: string): void {
  const { getViewport } = useReactFlow();
  useEffect(
    () => () => {
      const trace = new URLSearchParams(window.location.search).has('trace');
      kept = trace ? { flow, view: getViewport() } : null;
    },
    [flow, getViewport],
  );
}

/** Once: what was kept of this flow. */
export function takeView(flow: string | undefined): Viewport | null {
  const found = kept?.flow === flow ? (kept?.view ?? null) : null;
  kept = null;
  return found;
}
