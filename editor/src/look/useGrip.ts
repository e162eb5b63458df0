import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

const STEP = 24;

interface Options {
  /** `x`: grows to the left; `y`: grows upwards. */
  axis: 'x' | 'y';
  label: string;
  size: number;
  least: number;
  most: () => number;
  onSize: (size: number) => void;
}

/** The edge of a pane: dragged by the pointer, or moved with the arrow keys. Props for a separator. */
export function useGrip({ axis, label, size, least, most, onSize }: Options) {
  const from = useRef<{ at: number; size: number } | null>(null);
  const place = (event: PointerEvent) => (axis === 'x' ? event.clientX : event.clientY);
  const set = (wanted: number) => onSize(Math.round(Math.max(least, Math.min(most(), wanted))));
  const [grow, shrink] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return {
    role: 'separator' as const,
    tabIndex: 0,
    'aria-label': label,
    'aria-orientation': axis === 'x' ? ('vertical' as const) : ('horizontal' as const),
    'aria-valuenow': size,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== grow && event.key !== shrink) return;
      event.stopPropagation();
      event.preventDefault();
      set(size + (event.key === grow ? STEP : -STEP));
    },
    onPointerDown: (event: PointerEvent) => {
      from.current = { at: place(event), size };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (from.current) set(from.current.size + from.current.at - place(event));
    },
    onPointerUp: () => {
      from.current = null;
    },
  };
}
