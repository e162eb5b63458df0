/** Three-way merge of JSON values: what one side changed is taken, what both changed differently is a conflict. */

import type { Json } from '../api/types';

export type Choice = 'mine' | 'theirs' | 'base';
export type Choices = Readonly<Record<string, Choice>>;
/** A value, or nothing there. */
export type Maybe = Json | undefined;

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

type Branch = { [key: string]: Json };

/** Keys that name a row of a table, the likeliest first. */
const ROW_KEYS = ['id', 'point', 'points', 'name', 'device', 'port', 'tag', 'key', 'address'];

export const isRecord = (value: Maybe): value is Branch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/** A list whose rows have keys is merged row by row; another one when different rows were changed; else null. */
function mergeList(base: Json[], mine: Json[], theirs: Json[], path: string, to: Merging): Json[] | null {
  const key = rowKey([base, mine, theirs]);
  return key ? mergeRows(base, mine, theirs, key, path, to) : mergePlaces(base, mine, theirs);
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

/** Rows without keys: only where the lists are of one length and no row was changed by both. */
function mergePlaces(base: Json[], mine: Json[], theirs: Json[]): Json[] | null {
  if (mine.length !== base.length || theirs.length !== base.length) return null;
  const merged: Json[] = [];
  for (const [i, was] of base.entries()) {
    const [a, b] = [mine[i] as Json, theirs[i] as Json];
    if (!same(a, was) && !same(b, was) && !same(a, b)) return null;
    merged.push(same(a, was) ? b : a);
  }
  return merged;
}

/** How rows are told apart: by the first key that all have and that no two of a list share. */
export function rowKey(lists: Json[][]): ((row: Json) => string) | null {
  for (const key of ROW_KEYS) {
    const text = (row: Json) => (isRecord(row) && typeof row[key] === 'string' ? (row[key] as string) : '');
    if (lists.every((rows) => rows.every(text) && new Set(rows.map(text)).size === rows.length)) return text;
  }
  return null;
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
