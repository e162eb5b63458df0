import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { getIn, type Path, pathText } from '../../commands/paths';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { type Field, isShown, same } from '../schema';
import { Cell } from './Cell';
import { moved, type Row, withCell } from './rows';

interface Props {
  row: Row;
  index: number;
  columns: Field[];
  rows: Row[];
  path: Path;
  put: (rows: Row[], own?: boolean) => void;
  onKey: (event: KeyboardEvent, row: number, column: number) => void;
  onPaste: (event: ClipboardEvent, row: number, column: number) => void;
}

const NONE: never[] = [];

export function GridRow({ row, index, columns, rows, path, put, onKey, onPaste }: Props) {
  const { t } = useTranslation('form');
  const form = useForm();
  const before = (column: Field): Json | undefined =>
    getIn(form.baseline ?? {}, [...path, index, column.name]);
  return (
    <tr aria-rowindex={index + 2}>
      {columns.map((column, c) => (
        <Cell
          key={column.name}
          field={column}
          value={row[column.name]}
          place={`${index}:${c}`}
          label={t('table.cell', { column: kindText(column.title), row: index + 1 })}
          problems={form.problems.get(pathText([...path, index, column.name])) ?? NONE}
          changed={form.baseline !== null && !same(row[column.name], before(column))}
          idle={!isShown(column, row, columns)}
          onChange={(value) => put(withCell(rows, index, column.name, value), false)}
          onKeyDown={(event) => onKey(event, index, c)}
          onPaste={(event) => onPaste(event, index, c)}
        />
      ))}
      {!form.disabled && <RowTools index={index} rows={rows} put={put} />}
    </tr>
  );
}

function RowTools({ index, rows, put }: { index: number; rows: Row[]; put: (rows: Row[]) => void }) {
  const { t } = useTranslation('form');
  const row = index + 1;
  const tools = [
    { icon: 'up', label: t('table.up', { row }), off: index === 0, next: () => moved(rows, index, -1) },
    {
      icon: 'down',
      label: t('table.down', { row }),
      off: row === rows.length,
      next: () => moved(rows, index, 1),
    },
    {
      icon: 'x',
      label: t('table.remove', { row }),
      off: false,
      next: () => rows.filter((_, i) => i !== index),
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
