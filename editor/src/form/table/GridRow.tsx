import { Menu } from '@mantine/core';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { getIn, type Path, pathText } from '../../commands/paths';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { emptyRow, type Field, isShown, same } from '../schema';
import { Cell } from './Cell';
import { duplicated, inserted, moved, type Row, withCell, without } from './rows';

interface Props {
  row: Row;
  /** Its place among the rows, and on the screen. */
  index: number;
  at: number;
  columns: Field[];
  rows: Row[];
  plain: boolean;
  path: Path;
  chosen: boolean;
  onChoose: (span: boolean) => void;
  put: (rows: Row[], own?: boolean) => void;
  onKey: (event: KeyboardEvent, row: number, column: number) => void;
  onPaste: (event: ClipboardEvent, row: number, column: number) => void;
}

const NONE: never[] = [];

export function GridRow(props: Props) {
  const { row, index, at, columns, rows, plain, path, chosen, onChoose, put, onKey, onPaste } = props;
  const { t } = useTranslation('form');
  const form = useForm();
  const before = (column: Field): Json | undefined =>
    getIn(form.baseline ?? {}, [...path, index, column.name]);
  return (
    <tr aria-rowindex={index + 2} data-row={index} data-chosen={chosen || undefined}>
      <th className="rh" scope="row">
        <button
          type="button"
          tabIndex={-1}
          aria-pressed={chosen}
          aria-label={t('fields:rows.choose', { row: index + 1 })}
          title={t('fields:rows.choose', { row: index + 1 })}
          onClick={(event) => onChoose(event.shiftKey)}
        >
          {index + 1}
        </button>
      </th>
      {columns.map((column, c) => (
        <Cell
          key={column.name}
          field={column}
          value={row[column.name]}
          place={`${at}:${c}`}
          label={t('table.cell', { column: kindText(column.title), row: index + 1 })}
          problems={form.problems.get(pathText([...path, index, column.name])) ?? NONE}
          changed={form.baseline !== null && !same(row[column.name], before(column))}
          idle={!isShown(column, row, columns)}
          before={form.baseline !== null ? before(column) : undefined}
          onChange={(value) => put(withCell(rows, index, column.name, value), false)}
          onKeyDown={(event) => onKey(event, at, c)}
          onPaste={(event) => onPaste(event, at, c)}
        />
      ))}
      {!form.disabled && <RowTools index={index} rows={rows} columns={columns} plain={plain} put={put} />}
    </tr>
  );
}

interface ToolProps {
  index: number;
  rows: Row[];
  columns: Field[];
  plain: boolean;
  put: (rows: Row[]) => void;
}

/** Behind one button, so that nothing covers the cells. */
function RowTools({ index, rows, columns, plain, put }: ToolProps) {
  const { t } = useTranslation('form');
  const row = index + 1;
  return (
    <td className="tools">
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button type="button" aria-label={t('table.rowMenu', { row })} tabIndex={-1}>
            <Icon name="more" small />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            rightSection={<kbd>Alt+↵</kbd>}
            onClick={() => put(inserted(rows, index, emptyRow(columns)))}
          >
            {t('fields:rows.below')}
          </Menu.Item>
          <Menu.Item rightSection={<kbd>Alt+⇧+↵</kbd>} onClick={() => put(duplicated(rows, [index]))}>
            {t('fields:rows.duplicate')}
          </Menu.Item>
          <Menu.Item disabled={!plain || index === 0} onClick={() => put(moved(rows, index, -1))}>
            {t('table.up', { row })}
          </Menu.Item>
          <Menu.Item disabled={!plain || row === rows.length} onClick={() => put(moved(rows, index, 1))}>
            {t('table.down', { row })}
          </Menu.Item>
          <Menu.Item onClick={() => put(without(rows, [index]))}>{t('table.remove', { row })}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </td>
  );
}
