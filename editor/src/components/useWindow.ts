import { type RefObject, useEffect, useState } from 'react';

const SPARE = 12;
/** Rows drawn where nothing has a height yet. */
const FIRST = 60;

export interface RowWindow {
  first: number;
  last: number;
  /** Heights of what is left out above and below, px. */
  above: number;
  below: number;
}

/** Which rows of equal height are in view; a flood of a thousand rows draws only these. */
export function useWindow(count: number, rowHeight: number, frame: RefObject<HTMLElement | null>): RowWindow {
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
  const rows = view.height > 0 ? Math.ceil(view.height / rowHeight) : FIRST;
  const first = Math.max(0, Math.min(Math.floor(view.top / rowHeight) - SPARE, count - rows - SPARE));
  const last = Math.min(count, first + rows + 2 * SPARE);
  return { first, last, above: first * rowHeight, below: (count - last) * rowHeight };
}
