/** Which rows of two lists are the same row: by their key columns, else by what is in them. */

import type { Json } from '../api/types';
import { isRecord, rowKey } from './rowKey';

/** Places of a row before and after; -1 where it is not there. */
export type RowPair = readonly [before: number, after: number];

export interface RowPairs {
  pairs: RowPair[];
  /** Rows that are in both stand in another order. */
  moved: boolean;
}

/** Cells of the largest table by which rows without keys are matched; beyond it they are taken as they stand. */
const MOST = 1_000_000;
/** The same for rows that are not equal, matched by their cells. */
const NEAR = 10_000;

export function rowPairs(before: Json[], after: Json[]): RowPairs {
  const key = rowKey([before, after]);
  const text = key ?? rowText;
  const [was, is] = [before.map(text), after.map(text)];
  if (key && !inOrder(was, is)) return { pairs: byKey(was, is), moved: true };
  return { pairs: between(was, is, before, after), moved: false };
}

/** The same by what is in them alone. */
export const pairsByContent = (before: Json[], after: Json[]): RowPair[] =>
  between(before.map(rowText), after.map(rowText), before, after);

/** What is in a row, whatever the order of its keys. */
export const rowText = (row: Json): string =>
  JSON.stringify(row, (_, value: Json) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

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

/** Equal rows are pairs; between them, rows that were changed are, by what they share, the rest came or went. */
function between(was: string[], is: string[], before: Json[], after: Json[]): RowPair[] {
  const found: RowPair[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...anchors(was, is), [was.length, is.length] as const]) {
    for (const [one, other] of likest(before.slice(i, a), after.slice(j, b)))
      found.push([one < 0 ? -1 : one + i, other < 0 ? -1 : other + j]);
    if (a < was.length && b < is.length) found.push([a, b]);
    [i, j] = [a + 1, b + 1];
  }
  return found;
}

/** Pairs that share the most cells and keep the order; as they stand where they share nothing. */
function likest(before: Json[], after: Json[]): RowPair[] {
  const [m, n] = [before.length, after.length];
  const width = n + 1;
  const near = m * n > 0 && m * n <= NEAR;
  const best = new Float64Array(near ? (m + 1) * width : 0);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const shared = near ? before.map((one) => after.map((other) => cellsShared(one, other) * NEAR + 1)) : [];
  const paired = (i: number, j: number) => at(i + 1, j + 1) + (shared[i]?.[j] ?? 0);
  for (let i = near ? m - 1 : -1; i >= 0; i -= 1)
    for (let j = n - 1; j >= 0; j -= 1)
      best[i * width + j] = Math.max(paired(i, j), at(i + 1, j), at(i, j + 1));
  const found: RowPair[] = [];
  let [i, j] = [0, 0];
  while (i < m && j < n)
    if (!near || at(i, j) === paired(i, j)) found.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) found.push([i++, -1]);
    else found.push([-1, j++]);
  while (i < m) found.push([i++, -1]);
  while (j < n) found.push([-1, j++]);
  return found;
}

/** How many cells two rows have in common. */
function cellsShared(one: Json, other: Json): number {
  if (Array.isArray(one) && Array.isArray(other))
    return one.filter((cell, i) => i < other.length && rowText(cell) === rowText(other[i] as Json)).length;
  if (!isRecord(one) || !isRecord(other)) return 0;
  const both = Object.keys(one).filter((key) => Object.hasOwn(other, key));
  return both.filter((key) => rowText(one[key] as Json) === rowText(other[key] as Json)).length;
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
