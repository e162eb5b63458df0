/** Three-way merge of JSON values: what one side changed is taken, what both changed differently is a conflict. */

import type { Json } from '../api/types';
import { type Branch, isRecord, type Maybe, rowKey } from './rowKey';
import { pairsByContent, rowText } from './rowPairs';

export type { Maybe } from './rowKey';

export type Choice = 'mine' | 'theirs' | 'base';
export type Choices = Readonly<Record<string, Choice>>;

export interface ValueConflict {
  /** Keys from the root, with `/` between; a row stands under its own key: "nodes/limits/config/rows/P1/h". */
  path: string;
  base: Maybe;
  mine: Maybe;
  theirs: Maybe;
}

export interface Merging {
  choices: Choices;
  conflicts: ValueConflict[];
}

/** Equal as JSON: a key without a value is a key that is not there, as it is once the server has it. */
export function same(a: Maybe, b: Maybe): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  return (
    Object.keys(a).every((key) => same(a[key], own(b, key))) &&
    Object.keys(b).every((key) => b[key] === undefined || own(a, key) !== undefined)
  );
}

/** What becomes of a value; conflicts are noted, and decided by the choices (mine where there is none). */
export function mergeValue(base: Maybe, mine: Maybe, theirs: Maybe, path: string, to: Merging): Maybe {
  if (same(mine, theirs) || same(theirs, base)) return mine;
  if (same(mine, base)) return theirs;
  if (isRecord(base) && isRecord(mine) && isRecord(theirs)) return mergeRecord(base, mine, theirs, path, to);
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) {
    const merged = mergeList(base, mine, theirs, path, to);
    if (merged) return merged;
  }
  return decide(base, mine, theirs, path, to);
}

/** Both changed it: noted, and decided as chosen. */
export function decide(base: Maybe, mine: Maybe, theirs: Maybe, path: string, to: Merging): Maybe {
  to.conflicts.push({ path, base, mine, theirs });
  const choice = to.choices[path] ?? 'mine';
  return { base, mine, theirs }[choice];
}

export function mergeRecord(base: Branch, mine: Branch, theirs: Branch, path: string, to: Merging): Branch {
  const merged: Branch = {};
  const order = mergeOrder(Object.keys(base), Object.keys(mine), Object.keys(theirs));
  for (const key of order ?? Object.keys({ ...base, ...mine, ...theirs })) {
    const value = mergeValue(own(base, key), own(mine, key), own(theirs, key), join(path, key), to);
    if (value !== undefined) put(merged, key, value);
  }
  return merged;
}

const own = (record: Branch, key: string): Maybe => (Object.hasOwn(record, key) ? record[key] : undefined);
export const join = (path: string, key: string) => (path ? `${path}/${key}` : key);

/** Also under a key such as `__proto__`. */
export function put<T>(record: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Row by row: by their keys, by their places where all are as long, else by what is in them. */
function mergeList(base: Json[], mine: Json[], theirs: Json[], path: string, to: Merging): Json[] | null {
  const key = rowKey([base, mine, theirs]);
  if (key) return mergeRows(base, mine, theirs, key, path, to);
  const long = mine.length === base.length && theirs.length === base.length;
  const values = !base.some((row) => typeof row === 'object' && row !== null);
  return long && values ? mergePlaces(base, mine, theirs) : mergeContents(base, mine, theirs, path, to);
}

function mergeRows(
  base: Json[],
  mine: Json[],
  theirs: Json[],
  key: (row: Json) => string,
  path: string,
  to: Merging,
): Json[] | null {
  const [was, a, b] = [base, mine, theirs].map((rows) => new Map(rows.map((row) => [key(row), row])));
  if (!was || !a || !b) return null;
  const order = mergeOrder([...was.keys()], [...a.keys()], [...b.keys()]);
  if (!order) return null;
  return order.flatMap((id) => {
    const row = mergeValue(was.get(id), a.get(id), b.get(id), join(path, id), to);
    return row === undefined ? [] : [row];
  });
}

/** Plain values, as of a position or a range, whose number stays; null where both changed one of them. */
function mergePlaces(base: Json[], mine: Json[], theirs: Json[]): Json[] | null {
  const merged: Json[] = [];
  for (const [i, was] of base.entries()) {
    const [a, b] = [mine[i] as Json, theirs[i] as Json];
    if (!same(a, was) && !same(b, was) && !same(a, b)) return null;
    merged.push(same(a, was) ? b : a);
  }
  return merged;
}

/** Rows without keys: each as it was changed, additions where they stood; null where both added at one place, or rows moved. */
function mergeContents(base: Json[], mine: Json[], theirs: Json[], path: string, to: Merging): Json[] | null {
  const [a, b] = [edits(base, mine), edits(base, theirs)];
  if (moved(base, a) || moved(base, b)) return null;
  const added: Json[][] = [];
  for (const [i, one] of a.added.entries()) {
    const other = b.added[i] ?? [];
    if (one.length && other.length && !same(one, other)) return null;
    added.push(one.length ? one : other);
  }
  const rows = base.flatMap((was, i) => {
    const row = mergeValue(was, a.now[i], b.now[i], join(path, String(i)), to);
    return [...(row === undefined ? [] : [row]), ...(added[i + 1] ?? [])];
  });
  return [...(added[0] ?? []), ...rows];
}

/** What became of each row of the base, and what was added before the first and after each. */
interface Edits {
  now: Maybe[];
  added: Json[][];
}

/** Whether a row that is gone stands elsewhere: taken for a new one it might be there twice. */
function moved(base: Json[], { now, added }: Edits): boolean {
  const gone = new Set(base.filter((_, i) => now[i] === undefined).map(rowText));
  return added.flat().some((row) => gone.has(rowText(row)));
}

function edits(base: Json[], side: Json[]): Edits {
  const now: Maybe[] = base.map(() => undefined);
  const added: Json[][] = Array.from({ length: base.length + 1 }, () => []);
  let last = 0;
  for (const [was, place] of pairsByContent(base, side)) {
    const row = side[place];
    if (was >= 0) {
      last = was + 1;
      now[was] = row;
    } else if (row !== undefined) added[last]?.push(row);
  }
  return { now, added };
}

/**
 * The order of all keys that any side may leave: as the side has it that changed the order, additions after what they
 * stood after. Null when both brought them in different orders.
 */
export function mergeOrder(base: string[], mine: string[], theirs: string[]): string[] | null {
  const known = new Set(base);
  const ofBase = (keys: string[]) => keys.filter((key) => known.has(key));
  const [inMine, inTheirs] = [ofBase(mine), ofBase(theirs)];
  const moved = (keys: string[]) => {
    const there = new Set(keys);
    return base.filter((key) => there.has(key)).join('\n') !== keys.join('\n');
  };
  if (moved(inMine) && moved(inTheirs) && inMine.join('\n') !== inTheirs.join('\n')) return null;
  const leader = moved(inMine) ? inMine : moved(inTheirs) ? inTheirs : base;
  const skeleton = [...leader, ...base.filter((key) => !leader.includes(key))];
  const gaps = [additions(known, mine), additions(known, theirs)] as const;
  const placed = new Set(skeleton);
  const result: string[] = [];
  for (const key of ['', ...skeleton]) {
    if (key) result.push(key);
    const runs = gaps.map((gap) => gap.get(key) ?? []).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
    for (const added of runs.flat()) {
      if (placed.has(added)) continue;
      placed.add(added);
      result.push(added);
    }
  }
  return result;
}

/** Keys that are new, by the known key that they stand after; '' is the beginning. */
function additions(known: ReadonlySet<string>, keys: string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let after = '';
  for (const key of keys)
    if (known.has(key)) after = key;
    else found.set(after, [...(found.get(after) ?? []), key]);
  return found;
}
