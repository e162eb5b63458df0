import { type RefObject, useEffect, useMemo, useState } from 'react';

import type { Item } from '../sections';
import { HEADING } from '../view';

/** Px above and below what is in view that are drawn too, so that the arrow keys find the next row. */
const SPARE = 336;
/** Height taken where nothing has one yet. */
const FIRST = 1200;

export interface ItemWindow {
  first: number;
  last: number;
  /** Heights of what is left out above and below, px. */
  above: number;
  below: number;
}

/** Where each item begins, and where the last one ends, px. */
export function offsetsOf(items: Item[], row: number): Float64Array {
  const offsets = new Float64Array(items.length + 1);
  items.forEach((item, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + (item.kind === 'row' ? row : HEADING);
  });
  return offsets;
}

/** Index of the item that covers a height. */
export function itemAt(offsets: Float64Array, y: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle + 1] ?? Number.POSITIVE_INFINITY) > y) high = middle;
    else low = middle + 1;
  }
  return Math.min(low, Math.max(0, offsets.length - 2));
}

/** Which items are in view; a flood of ten thousand rows draws only these. */
export function useItemWindow(items: Item[], row: number, frame: RefObject<HTMLElement | null>): ItemWindow {
  const [view, setView] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      size.disconnect();
    };
  }, [frame]);
  const offsets = useMemo(() => offsetsOf(items, row), [items, row]);
  const whole = offsets.at(-1) ?? 0;
  const height = view.height || FIRST;
  const top = Math.max(0, Math.min(view.top, whole - height));
  const first = itemAt(offsets, top - SPARE);
  const last = Math.min(items.length, itemAt(offsets, top + height + SPARE) + 1);
  return { first, last, above: offsets[first] ?? 0, below: whole - (offsets[last] ?? whole) };
}
