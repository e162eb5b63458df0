/** Rows of the allow-list as they are typed, what is wrong with them, and the body that is sent. */

export interface AllowedWrite {
  connection: string;
  point: string;
  /** The only one that may be written under this name, in the words of the connection. */
  address: string;
  low: number;
  high: number;
  /** Most that the value may change, units per second; null for no limit. */
  max_rate?: number | null;
  /** Bring a value outside low and high to the nearer one, instead of refusing it. */
  clamp: boolean;
  mode: Mode;
}

export type Outside = 'refuse' | 'clamp';
/** `simulation` does everything but send. */
export type Mode = 'auto' | 'simulation';

export interface WriteRow extends Record<(typeof TYPED)[number], string> {
  connection: string;
  outside: Outside;
  mode: Mode;
}
export const TYPED = ['point', 'address', 'low', 'high', 'max_rate'] as const;
export type RowErrors = Partial<Record<keyof WriteRow, string>>;

export const EMPTY_ROW: WriteRow = {
  connection: '',
  point: '',
  address: '',
  low: '',
  high: '',
  max_rate: '',
  outside: 'refuse',
  mode: 'auto',
};

export function rowsOf(writes: AllowedWrite[]): WriteRow[] {
  return writes.map(({ low, high, max_rate, clamp, ...same }) => ({
    ...same,
    low: String(low),
    high: String(high),
    max_rate: max_rate === null || max_rate === undefined ? '' : String(max_rate),
    outside: clamp ? 'clamp' : 'refuse',
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
    if (!row.address.trim()) errors.address = 'writes.error.address';
    if (!row.connection) errors.connection = 'writes.error.connection';
    if (!isNumber(row.low)) errors.low = 'writes.error.number';
    if (!isNumber(row.high)) errors.high = 'writes.error.number';
    if (!errors.low && !errors.high && Number(row.low) > Number(row.high)) errors.high = 'writes.error.order';
    if (row.max_rate.trim() && !(Number(row.max_rate) > 0)) errors.max_rate = 'writes.error.rate';
    return errors;
  });
}

export function writesOf(rows: WriteRow[]): AllowedWrite[] {
  return rows.map(({ point, address, low, high, max_rate, outside, ...same }) => ({
    ...same,
    point: point.trim(),
    address: address.trim(),
    low: Number(low),
    high: Number(high),
    max_rate: max_rate.trim() ? Number(max_rate) : null,
    clamp: outside === 'clamp',
  }));
}
