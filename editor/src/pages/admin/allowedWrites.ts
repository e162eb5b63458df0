/** Rows of the allow-list as they are typed, what is wrong with them, and the body that is sent. */

export interface AllowedWrite {
  connection: string;
  point: string;
  low: number;
  high: number;
  /** Most that the value may change, units per second; null for no limit. */
  max_rate?: number | null;
}

export type WriteRow = Record<'connection' | 'point' | 'low' | 'high' | 'max_rate', string>;
export type RowErrors = Partial<Record<keyof WriteRow, string>>;

export const EMPTY_ROW: WriteRow = { connection: '', point: '', low: '', high: '', max_rate: '' };

export function rowsOf(writes: AllowedWrite[]): WriteRow[] {
  return writes.map(({ connection, point, low, high, max_rate }) => ({
    connection,
    point,
    low: String(low),
    high: String(high),
    max_rate: max_rate === null || max_rate === undefined ? '' : String(max_rate),
  }));
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** Keys of the namespace `admin` by field, for every row. */
export function rowErrors(rows: WriteRow[]): RowErrors[] {
  const names = rows.map((row) => `${row.connection}/${row.point.trim()}`);
  return rows.map((row, i) => {
    const errors: RowErrors = {};
    if (!row.point.trim()) errors.point = 'writes.error.point';
    else if (names.indexOf(names[i] ?? '') !== i) errors.point = 'writes.error.twice';
    if (!row.connection) errors.connection = 'writes.error.connection';
    if (!isNumber(row.low)) errors.low = 'writes.error.number';
    if (!isNumber(row.high)) errors.high = 'writes.error.number';
    if (!errors.low && !errors.high && Number(row.low) > Number(row.high)) errors.high = 'writes.error.order';
    if (row.max_rate.trim() && !(Number(row.max_rate) > 0)) errors.max_rate = 'writes.error.rate';
    return errors;
  });
}

export function writesOf(rows: WriteRow[]): AllowedWrite[] {
  return rows.map(({ connection, point, low, high, max_rate }) => ({
    connection,
    point: point.trim(),
    low: Number(low),
    high: Number(high),
    max_rate: max_rate.trim() ? Number(max_rate) : null,
  }));
}
