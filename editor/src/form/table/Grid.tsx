import { type ClipboardEvent, type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { getIn, type Path, pathText } from '../../commands/paths';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { type Field, same } from '../schema';
import { Cell } from './Cell';
import { moved, type Row, withCell } from './rows';

interface Props {
  id: string;
  columns: Field[];
  rows: Row[];
  path: Path;
  put: (rows: Row[], own?: boolean) => void;
  paste: (text: string, row: number, column: number) => void;
}

/** The grid itself. Arrow keys and Enter walk between cells, Alt+arrows move a row. */
export function Grid({ id, columns, rows, path, put, paste }: Props) {
  const { t } = useTranslation('form');
  const form = useForm();
  const table = useRef<HTMLTableElement>(null);
  const focus = (row: number, column: number) =>
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus();
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
    <div className="lt-scroll">
      <table className="lt" id={id} ref={table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                data-text={column.widget === 'point' || undefined}
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
          {rows.map((row, r) => (
            <tr key={r}>
              {columns.map((column, c) => (
                <Cell
                  key={column.name}
                  field={column}
                  value={row[column.name]}
                  place={`${r}:${c}`}
                  label={t('table.cell', { column: kindText(column.title), row: r + 1 })}
                  problems={form.problems.get(pathText([...path, r, column.name])) ?? NONE}
                  changed={
                    form.baseline !== null && !same(row[column.name], before(form.baseline, path, r, column))
                  }
                  onChange={(value) => put(withCell(rows, r, column.name, value), false)}
                  onKeyDown={(event) => onKey(event, r, c)}
                  onPaste={(event) => onPaste(event, r, c)}
                />
              ))}
              {!form.disabled && <RowTools row={r} last={rows.length - 1} rows={rows} put={put} />}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="lt-none">{t('table.none')}</p>}
    </div>
  );
}

const NONE: never[] = [];

function before(baseline: Json, path: Path, row: number, column: Field): Json | undefined {
  return getIn(baseline, [...path, row, column.name]);
}

interface ToolsProps {
  row: number;
  last: number;
  rows: Row[];
  put: (rows: Row[]) => void;
}

function RowTools({ row, last, rows, put }: ToolsProps) {
  const { t } = useTranslation('form');
  const tools = [
    { icon: 'up', label: t('table.up', { row: row + 1 }), off: row === 0, next: () => moved(rows, row, -1) },
    {
      icon: 'down',
      label: t('table.down', { row: row + 1 }),
      off: row === last,
      next: () => moved(rows, row, 1),
    },
    {
      icon: 'x',
      label: t('table.remove', { row: row + 1 }),
      off: false,
      next: () => rows.filter((_, i) => i !== row),
    },
  ] as const;
  return (
    <td className="tools">
      <span>
        {tools.map(({ icon, label, off, next }) => (
          <button
            key={icon}
            type="button"
            aria-label={label}
            title={label}
            disabled={off}
            tabIndex={-1}
            onClick={() => put(next())}
          >
            <Icon name={icon} small />
          </button>
        ))}
      </span>
    </td>
  );
}
