import { Menu } from '@mantine/core';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Problem } from '../../api/types';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
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
      {!form.disabled && <LineMenu grid={grid} index={index} />}
    </tr>
  );
}

function LineMenu({ grid, index }: { grid: GridModel; index: number }) {
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
          <Menu.Item rightSection={<kbd>Alt+↵</kbd>} onClick={() => grid.addRow(index)}>
            {t('fields:rows.below')}
          </Menu.Item>
          <Menu.Item rightSection={<kbd>Alt+⇧+↵</kbd>} onClick={() => grid.addRow(index, index)}>
            {t('fields:rows.duplicate')}
          </Menu.Item>
          <Menu.Item disabled={index === 0} onClick={() => grid.moveRow(index, -1)}>
            {t('table.up', { row })}
          </Menu.Item>
          <Menu.Item disabled={row === grid.rows.length} onClick={() => grid.moveRow(index, 1)}>
            {t('table.down', { row })}
          </Menu.Item>
          <Menu.Item onClick={() => grid.removeRow(index)}>{t('table.remove', { row })}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </td>
  );
}
