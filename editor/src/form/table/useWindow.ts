import { type RefObject, useState } from 'react';

import type { Field } from '../schema';

const MANY = 60;
const AROUND = 12;
const ROW = 31;
const POINT_ROW = 37;
const VIEW = 24;
/** Rows are drawn anew when so many have gone by; fewer than there are around what is seen. */
const STEP = 8;

/** Which rows of a long table are drawn, and how much room the others take. */
export function useWindow(box: RefObject<HTMLDivElement | null>, count: number, columns: Field[]) {
  const [top, setTop] = useState(0);
  const height = columns.some((column) => column.widget.startsWith('point')) ? POINT_ROW : ROW;
  const all = count <= MANY;
  const from = all ? 0 : Math.max(0, Math.floor(top / height) - AROUND);
  const to = all ? count : Math.min(count, from + VIEW + 2 * AROUND);
  const bringIn = (row: number) => {
    const element = box.current;
    if (!element || all) return;
    const at = row * height;
    if (at < element.scrollTop || at > element.scrollTop + element.clientHeight - 2 * height) {
      element.scrollTop = Math.max(0, at - element.clientHeight / 2);
      setTop(element.scrollTop);
    }
  };
  return {
    from,
    to,
    above: from * height,
    below: (count - to) * height,
    onScroll: () => setTop(Math.floor((box.current?.scrollTop ?? 0) / (height * STEP)) * height * STEP),
    bringIn,
  };
}
