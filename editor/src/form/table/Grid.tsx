import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Path } from '../../commands/paths';
import { useEditor } from '../../store';
import { useForm } from '../context';
import { emptyRow, type Field } from '../schema';
import { GridRow } from './GridRow';
import { duplicated, inserted, moved, type Row, without } from './rows';
import { SortHead } from './SortHead';
import { useWindow } from './useWindow';
import type { Sorting } from './view';

interface Props {
  id: string;
  columns: Field[];
  rows: Row[];
  /** Places of the rows that are shown, from above. */
  order: readonly number[];
  /** All rows are shown, as they stand. */
  plain: boolean;
  path: Path;
  sorting: Sorting | null;
  onSort: (sorting: Sorting | null) => void;
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
  put: (rows: Row[], own?: boolean) => void;
  paste: (text: string, row: number, column: number) => void;
}

/**
 * The grid itself. Arrow keys and Enter walk between cells, Alt and arrows move a row, Alt+Enter puts one below,
 * Alt+Delete takes it out, Shift+Space chooses it; of many rows only some are drawn.
 */
export function Grid(props: Props) {
  const { id, columns, rows, order, plain, path, sorting, onSort, chosen, onChoose, put, paste } = props;
  const { t } = useTranslation('form');
  const form = useForm();
  const box = useRef<HTMLDivElement>(null);
  const last = useRef(-1);
  const { from, to, above, below, onScroll, bringIn } = useWindow(box, order.length, columns);
  const focus = (row: number, column: number) => {
    if (row < 0) return;
    bringIn(row);
    // What was off the screen is drawn first.
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus(),
    );
  };
  useWantedRow(path, order, bringIn);
  const choose = (row: number, span: boolean) => {
    const [a, b] = span && last.current >= 0 ? [last.current, row].sort((x, y) => x - y) : [row, row];
    const places = order.slice(a, (b ?? row) + 1);
    last.current = row;
    const next = new Set(chosen);
    const off = !span && chosen.has(order[row] ?? -1);
    for (const place of places) off ? next.delete(place) : next.add(place);
    onChoose(next);
  };
  const edit = (event: KeyboardEvent, row: number, column: number): boolean => {
    const place = order[row] ?? 0;
    if (event.key === ' ' && event.shiftKey) choose(row, false);
    else if (event.altKey && event.key === 'Enter') {
      put(event.shiftKey ? duplicated(rows, [place]) : inserted(rows, place, emptyRow(columns)));
      focus(row + 1, column);
    } else if (event.altKey && event.key === 'Delete') {
      put(without(rows, chosen.has(place) ? [...chosen] : [place]));
      focus(Math.min(row, order.length - 2), column);
    } else return false;
    event.preventDefault();
    return true;
  };
  const onKey = (event: KeyboardEvent, row: number, column: number) => {
    if (edit(event, row, column)) return;
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
    if (by === 0 || row + by < 0 || row + by >= order.length) return;
    event.preventDefault();
    if (event.altKey && plain) put(moved(rows, row, by));
    focus(row + by, column);
  };
  const onPaste = (event: ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    paste(text, row, column);
  };
  return (
    <div className="lt-scroll" ref={box} onScroll={onScroll}>
      <table className="lt" id={id} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th className="rh" aria-label={t('fields:rows.number')} />
            {columns.map((column) => (
              <SortHead key={column.name} column={column} sorting={sorting} onSort={onSort} />
            ))}
            {!form.disabled && <th className="tools" aria-label={t('table.tools')} />}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Space height={above} />}
          {order.slice(from, to).map((place, i) => (
            <GridRow
              key={place}
              row={rows[place] ?? {}}
              index={place}
              at={from + i}
              columns={columns}
              rows={rows}
              plain={plain}
              path={path}
              chosen={chosen.has(place)}
              onChoose={(span) => choose(from + i, span)}
              put={put}
              onKey={onKey}
              onPaste={onPaste}
            />
          ))}
          {below > 0 && <Space height={below} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="lt-none">{t('table.none')}</p>}
      {rows.length > 0 && order.length === 0 && <p className="lt-none">{t('fields:noFit')}</p>}
    </div>
  );
}

/** A problem in a row far below names it: it is drawn before the keyboard is put there. */
function useWantedRow(path: Path, order: readonly number[], bringIn: (row: number) => void): void {
  const wanted = useEditor((state) => state.focusField);
  useEffect(() => {
    const [first, row] = wanted?.split('/') ?? [];
    if (first === String(path[0]) && row !== undefined) bringIn(order.indexOf(Number(row)));
  }, [wanted, path, order, bringIn]);
}

export const isNumeric = (field: Field): boolean => field.widget === 'number' || field.widget === 'duration';

function Space({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height, border: 0 }} />
    </tr>
  );
}
