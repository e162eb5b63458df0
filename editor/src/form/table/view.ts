/** Which rows of a table are shown, and in which order: looking only, the rows themselves stay as they are. */

import { useMemo, useRef } from 'react';

import type { Json } from '../../api/types';
import type { Field } from '../schema';
import type { Row } from './rows';

export interface Sorting {
  column: string;
  down: boolean;
}

/** Places of the rows that hold the text in a cell, sorted by a column; empty cells come last either way. */
export function viewOf(
  rows: readonly Row[],
  columns: readonly Field[],
  text: string,
  sorting: Sorting | null,
): number[] {
  const wanted = text.trim().toLowerCase();
  const all = rows.map((_, i) => i);
  const fits = wanted
    ? all.filter((i) =>
        columns.some((column) => shown(rows[i]?.[column.name]).toLowerCase().includes(wanted)),
      )
    : all;
  if (!sorting) return fits;
  const column = columns.find((one) => one.name === sorting.column);
  const of = (i: number) => rows[i]?.[sorting.column] ?? column?.fallback ?? null;
  return fits.sort((a, b) => compared(of(a), of(b), sorting.down) || a - b);
}

function compared(a: Json, b: Json, down: boolean): number {
  const [noA, noB] = [a === null || a === '', b === null || b === ''];
  if (noA || noB) return Number(noA) - Number(noB);
  const by =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : shown(a).localeCompare(shown(b), undefined, { numeric: true });
  return down ? -by : by;
}

const shown = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : String(value);

/** Found out anew when somebody sorts, filters, adds or removes; a row does not jump away while it is edited. */
export function useView(
  rows: readonly Row[],
  columns: readonly Field[],
  text: string,
  sorting: Sorting | null,
) {
  const now = useRef(rows);
  now.current = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the rows only how many there are
  return useMemo(() => viewOf(now.current, columns, text, sorting), [columns, text, sorting, rows.length]);
}
