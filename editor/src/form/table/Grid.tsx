import { type ClipboardEvent, type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Path } from '../../commands/paths';
import { kindText } from '../../i18n';
import { useForm } from '../context';
import type { Field } from '../schema';
import { GridRow } from './GridRow';
import { moved, type Row } from './rows';
import { useWindow } from './useWindow';

interface Props {
  id: string;
  columns: Field[];
  rows: Row[];
  path: Path;
  put: (rows: Row[], own?: boolean) => void;
  paste: (text: string, row: number, column: number) => void;
}

/** The grid itself. Arrow keys and Enter walk between cells, Alt+arrows move a row; of many rows only some are drawn. */
export function Grid({ id, columns, rows, path, put, paste }: Props) {
  const { t } = useTranslation('form');
  const form = useForm();
  const box = useRef<HTMLDivElement>(null);
  const { from, to, above, below, onScroll, bringIn } = useWindow(box, rows.length, columns);
  const focus = (row: number, column: number) => {
    if (row < 0 || row >= rows.length) return;
    bringIn(row);
    // What was off the screen is drawn first.
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus(),
    );
  };
  const onKey = (event: KeyboardEvent, row: number, column: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    if (event.altKey) put(moved(rows, row, by));
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
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                data-text={!isNumeric(column) || undefined}
                title={kindText(column.help)}
              >
                {kindText(column.title)}
                {column.unit && column.unit.length <= 5 && <span className="u"> {column.unit}</span>}
              </th>
            ))}
            {!form.disabled && <th className="tools" aria-label={t('table.tools')} />}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Space height={above} />}
          {rows.slice(from, to).map((row, i) => (
            <GridRow
              key={from + i}
              row={row}
              index={from + i}
              columns={columns}
              rows={rows}
              path={path}
              put={put}
              onKey={onKey}
              onPaste={onPaste}
            />
          ))}
          {below > 0 && <Space height={below} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="lt-none">{t('table.none')}</p>}
    </div>
  );
}

export const isNumeric = (field: Field): boolean => field.widget === 'number' || field.widget === 'duration';

function Space({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height, border: 0 }} />
    </tr>
  );
}
