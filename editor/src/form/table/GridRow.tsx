import { Menu } from '@mantine/core';
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

/** Behind one button, so that nothing covers the cells. */
function RowTools({ index, rows, put }: { index: number; rows: Row[]; put: (rows: Row[]) => void }) {
  const { t } = useTranslation('form');
  const row = index + 1;
  return (
    <td className="tools">
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <button type="button" aria-label={t('table.rowMenu', { row })} tabIndex={-1}>
            <Icon name="more" small />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={index === 0} onClick={() => put(moved(rows, index, -1))}>
            {t('table.up', { row })}
          </Menu.Item>
          <Menu.Item disabled={row === rows.length} onClick={() => put(moved(rows, index, 1))}>
            {t('table.down', { row })}
          </Menu.Item>
          <Menu.Item onClick={() => put(rows.filter((_, i) => i !== index))}>
            {t('table.remove', { row })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </td>
  );
}
