/** What names a row of a table. */

import type { Json } from '../api/types';

/** A value, or nothing there. */
export type Maybe = Json | undefined;
export type Branch = { [key: string]: Json };

/** Keys that name a row of a table, the likeliest first. */
const ROW_KEYS = ['id', 'point', 'points', 'name', 'device', 'port', 'tag', 'key', 'address'];

export const isRecord = (value: Maybe): value is Branch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How rows are told apart: by the first key that all have and that no two of a list share. */
export function rowKey(lists: Json[][]): ((row: Json) => string) | null {
  for (const key of ROW_KEYS) {
    const text = (row: Json) => (isRecord(row) && typeof row[key] === 'string' ? (row[key] as string) : '');
    if (lists.every((rows) => rows.every(text) && new Set(rows.map(text)).size === rows.length)) return text;
  }
  return null;
}
