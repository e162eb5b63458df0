import { COLUMNS, type Column } from '../view';

/** The unit stands in a column of its own, so that values line up. */
export type Drawn = Column | 'unit';

export interface DrawnColumn {
  name: Drawn;
  /** Px; the message takes what is left. */
  width: number | undefined;
  right: boolean;
}

const WIDTHS: Record<Drawn, number | undefined> = {
  state: 172,
  time: 72,
  age: 66,
  point: 138,
  area: 96,
  device: 96,
  value: 58,
  unit: 46,
  limit: 104,
  message: undefined,
  flow: 100,
  count: 44,
};
const RIGHT: readonly Drawn[] = ['age', 'value', 'count'];

/** The columns of the list, from left to right. */
export function drawnColumns(without: readonly Column[]): DrawnColumn[] {
  const names = COLUMNS.filter((column) => !without.includes(column)).flatMap((column): Drawn[] =>
    column === 'value' ? ['value', 'unit'] : [column],
  );
  return names.map((name) => ({ name, width: WIDTHS[name], right: RIGHT.includes(name) }));
}
