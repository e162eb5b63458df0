import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { getIn, type Path, pathText } from '../../commands/paths';
import { kindText } from '../../i18n';
import { useForm } from '../context';
import { emptyRow, type Field, isShown, same } from '../schema';
import { Cell } from './Cell';
import { RowMenu } from './RowMenu';
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
      {!form.disabled && (
        <RowMenu
          index={index}
          count={rows.length}
          ordered={plain}
          onBelow={() => put(inserted(rows, index, emptyRow(columns)))}
          onDuplicate={() => put(duplicated(rows, [index]))}
          onMove={(by) => put(moved(rows, index, by))}
          onRemove={() => put(without(rows, [index]))}
        />
      )}
    </tr>
  );
}
