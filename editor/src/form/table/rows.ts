/** Changes of a table's rows, apart from how they are drawn. */

import type { Json } from '../../api/types';
import type { SheetCell } from '../../api/workbook';
import { kindText } from '../../i18n';
import { parseCell } from '../parse';
import { emptyRow, type Field } from '../schema';

export type Row = { [key: string]: Json };

/** Rows under the names of their columns, for a file. */
export function cellsOf(columns: readonly Field[], rows: readonly Row[]): SheetCell[][] {
  const cell = (value: Json | undefined): SheetCell =>
    value === undefined
      ? null
      : typeof value === 'object' && value
        ? JSON.stringify(value)
        : (value as SheetCell);
  return [
    columns.map((column) => kindText(column.title)),
    ...rows.map((row) => columns.map((column) => cell(row[column.name]))),
  ];
}

export function asRows(value: Json | undefined): Row[] {
  if (!Array.isArray(value)) return [];
  return value.map((row) => (row && typeof row === 'object' && !Array.isArray(row) ? row : {}));
}

/** One cell; `undefined` takes the entry out. */
export function withCell(rows: Row[], index: number, column: string, value: Json | undefined): Row[] {
  return rows.map((row, i) => {
    if (i !== index) return row;
    const next = { ...row };
    if (value === undefined) delete next[column];
    else next[column] = value;
    return next;
  });
}

export function moved(rows: Row[], index: number, by: number): Row[] {
  const to = index + by;
  if (to < 0 || to >= rows.length) return rows;
  const next = [...rows];
  const [row] = next.splice(index, 1);
  next.splice(to, 0, row as Row);
  return next;
}

/** A new row, empty or like another one, below it. */
export function inserted(rows: Row[], below: number, row: Row): Row[] {
  return [...rows.slice(0, below + 1), row, ...rows.slice(below + 1)];
}

/** Copies of some rows, together, below the last of them. */
export function duplicated(rows: Row[], places: readonly number[]): Row[] {
  const last = Math.max(...places);
  const copies = [...places].sort((a, b) => a - b).map((i) => structuredClone(rows[i] as Row));
  return [...rows.slice(0, last + 1), ...copies, ...rows.slice(last + 1)];
}

export function without(rows: Row[], places: readonly number[]): Row[] {
  const gone = new Set(places);
  return rows.filter((_, i) => !gone.has(i));
}

/** A cell that could not be read. */
export interface Unread {
  /** Where it would have come, the row counting from 1. */
  row: number;
  title: string;
  /** Where it stood in what was pasted, from 0. */
  line: number;
  column: number;
}

export interface Pasted {
  rows: Row[];
  unread: Unread[];
}

/**
 * Cells of a spreadsheet laid over the table from a starting cell. A first line that names
 * columns chooses them; rows are added as needed; what cannot be read is left out and reported.
 */
export function pasted(
  rows: Row[],
  columns: Field[],
  cells: string[][],
  row: number,
  column: number,
  order: readonly number[] = rows.map((_, i) => i),
): Pasted {
  const header = headerOf(columns, cells[0] ?? []);
  const into = header ?? columns.slice(column);
  const data = header ? cells.slice(1) : cells;
  const next = rows.map((one) => ({ ...one }));
  const unread: Unread[] = [];
  data.forEach((line, i) => {
    if (line.every((text) => text.trim() === '')) return;
    const at = order[row + i] ?? next.length;
    if (at === next.length) next.push(emptyRow(columns));
    line.forEach((text, j) => {
      const field = into[j];
      if (!field) return;
      const value = parseCell(field, text);
      if (value === undefined && text.trim() !== '')
        unread.push({ row: at + 1, title: kindText(field.title), line: i + (header ? 1 : 0), column: j });
      else if (value !== undefined) (next[at] as Row)[field.name] = value;
    });
  });
  return { rows: next, unread };
}

/** The columns that the first line names, when at least half of it are names of columns. */
function headerOf(columns: Field[], line: string[]): (Field | undefined)[] | null {
  const named = line.map((text) => {
    const wanted = text.trim().toLowerCase();
    return columns.find((column) =>
      [column.name, column.title, kindText(column.title)].some((name) => name.toLowerCase() === wanted),
    );
  });
  return line.length > 0 && named.filter(Boolean).length * 2 >= Math.max(2, line.length) ? named : null;
}
