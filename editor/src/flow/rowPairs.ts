/** Which rows of two lists are the same row: by their key columns, else by what is in them. */

import type { Json } from '../api/types';
import { rowKey } from './mergeValues';

/** Places of a row before and after; -1 where it is not there. */
export type RowPair = readonly [before: number, after: number];

export interface RowPairs {
  pairs: RowPair[];
  /** Rows that are in both stand in another order. */
  moved: boolean;
}

/** Cells of the largest table by which rows without keys are matched; beyond it they are taken as they stand. */
const MOST = 1_000_000;

export function rowPairs(before: Json[], after: Json[]): RowPairs {
  const key = rowKey([before, after]);
  const text = key ?? ((row: Json) => JSON.stringify(row));
  const [was, is] = [before.map(text), after.map(text)];
  if (key && !inOrder(was, is)) return { pairs: byKey(was, is), moved: true };
  return { pairs: between(was, is), moved: false };
}

/** Whether what both have stands in one order. */
function inOrder(was: string[], is: string[]): boolean {
  const [a, b] = [new Set(was), new Set(is)];
  const common = is.filter((one) => a.has(one));
  return was.filter((one) => b.has(one)).every((one, i) => one === common[i]);
}

function byKey(was: string[], is: string[]): RowPair[] {
  const places = new Map(was.map((one, i) => [one, i]));
  const kept = new Set(is);
  const gone = was.flatMap((one, i): RowPair[] => (kept.has(one) ? [] : [[i, -1]]));
  return [...is.map((one, i): RowPair => [places.get(one) ?? -1, i]), ...gone];
}

/** Equal rows are pairs; between them, rows that were changed are pairs as they stand, the rest came or went. */
function between(was: string[], is: string[]): RowPair[] {
  const found: RowPair[] = [];
  let [i, j] = [0, 0];
  const until = (to: number, end: number) => {
    for (; i < to && j < end; i += 1, j += 1) found.push([i, j]);
    for (; i < to; i += 1) found.push([i, -1]);
    for (; j < end; j += 1) found.push([-1, j]);
  };
  for (const [a, b] of anchors(was, is)) {
    until(a, b);
    found.push([i++, j++]);
  }
  until(was.length, is.length);
  return found;
}

/** The longest run of equal rows that keeps the order of both. */
function anchors(was: string[], is: string[]): [number, number][] {
  const least = Math.min(was.length, is.length);
  let head = 0;
  while (head < least && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < least - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const middle = longest(was.slice(head, was.length - tail), is.slice(head, is.length - tail));
  const ends = (count: number, a: number, b: number) =>
    Array.from({ length: count }, (_, i): [number, number] => [a + i, b + i]);
  return [
    ...ends(head, 0, 0),
    ...middle.map(([a, b]): [number, number] => [a + head, b + head]),
    ...ends(tail, was.length - tail, is.length - tail),
  ];
}

function longest(was: string[], is: string[]): [number, number][] {
  const width = is.length + 1;
  if (was.length * is.length === 0 || was.length * is.length > MOST) return [];
  const lengths = new Uint32Array((was.length + 1) * width);
  const at = (a: number, b: number) => lengths[a * width + b] ?? 0;
  for (let a = was.length - 1; a >= 0; a -= 1)
    for (let b = is.length - 1; b >= 0; b -= 1)
      lengths[a * width + b] = was[a] === is[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
  const found: [number, number][] = [];
  for (let a = 0, b = 0; a < was.length && b < is.length; )
    if (was[a] === is[b]) found.push([a++, b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  return found;
}
