import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Problem } from '../../api/types';
import { useForm } from '../context';
import { RowMenu } from '../table/RowMenu';
import { GridCell } from './GridCell';
import { begins } from './GridHead';
import type { GridLine } from './text';
import type { GridModel } from './useGrid';

interface Props {
  grid: GridModel;
  row: GridLine;
  index: number;
  problems: readonly Problem[];
  onKey: (event: KeyboardEvent<HTMLInputElement>, row: number, column: number) => void;
  onPaste: (event: ClipboardEvent, row: number, column: number) => void;
}

/** A rule: its conditions, its results, and what is wrong with it. */
export function GridLineRow({ grid, row, index, problems, onKey, onPaste }: Props) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const own = problems.filter((problem) => problem.lines?.at(-1) === row.line);
  const cells = grid.names.map((_, c) => own.some((one) => one.lines?.length === 1 && one.column === c + 1));
  return (
    <tr aria-rowindex={index + 2} data-row={index} data-wrong={problems.length > 0 || undefined}>
      <th className="rh" scope="row">
        {index + 1}
      </th>
      {grid.names.map((name, c) => (
        <td
          key={c}
          data-role={grid.roles[c]}
          data-begin={begins(grid, c) || undefined}
          data-wrong={(cells[c] && c > 0) || undefined}
          onPaste={(event) => onPaste(event, index, c)}
        >
          <GridCell
            place={`${index}:${c}`}
            label={t('form:table.cell', { column: name, row: index + 1 })}
            value={row.cells[c] ?? ''}
            wrong={problems.length > 0}
            onChange={(text) => grid.setCell(index, c, text)}
            onKeyDown={(event) => onKey(event, index, c)}
          />
        </td>
      ))}
      {!form.disabled && (
        <RowMenu
          index={index}
          count={grid.rows.length}
          onBelow={() => grid.addRow(index)}
          onDuplicate={() => grid.addRow(index, index)}
          onMove={(by) => grid.moveRow(index, by)}
          onRemove={() => grid.removeRow(index)}
        />
      )}
    </tr>
  );
}
