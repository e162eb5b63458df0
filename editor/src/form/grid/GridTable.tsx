import { type ClipboardEvent, Fragment, type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Config, Problem } from '../../api/types';
import { type Path, pathText } from '../../commands/paths';
import { useForm } from '../context';
import { parseTsv } from '../parse';
import { useWindow } from '../table/useWindow';
import { GridHead } from './GridHead';
import { GridLineRow } from './GridLineRow';
import { Said } from './Said';
import type { GridModel, Mend } from './useGrid';

interface Props {
  id: string;
  grid: GridModel;
  path: Path;
  config: Config;
}

const NONE: readonly Problem[] = [];

/** Cells walked like those of a spreadsheet; what is wrong stands below the row that it concerns. */
export function GridTable({ id, grid, path, config }: Props) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const box = useRef<HTMLDivElement>(null);
  const { from, to, above, below, onScroll, bringIn } = useWindow(box, grid.rows.length, []);
  const problems = (form.problems.get(pathText(path)) ?? NONE).filter((problem) => problem.lines?.length);
  const focus = (row: number, column: number) => {
    if (row < 0) return;
    bringIn(row);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus(),
    );
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>, row: number, column: number) => {
    const step = stepOf(event);
    if (event.altKey && event.key === 'Enter') {
      grid.addRow(row, event.shiftKey ? row : undefined);
      focus(row + 1, event.shiftKey ? column : 0);
    } else if (event.altKey && event.key === 'Delete') {
      grid.removeRow(row);
      focus(Math.min(row, grid.rows.length - 2), column);
    } else if (event.altKey && step) {
      step[0] ? grid.moveRow(row, step[0]) : grid.moveColumn(column, step[1]);
      focus(row + step[0], column + step[1]);
    } else if (step) focus(Math.min(row + step[0], grid.rows.length - 1), column + step[1]);
    else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const cells = parseTsv(text);
    const header = cells[0]?.filter((name) => grid.names.includes(name.trim())).length === cells[0]?.length;
    header ? grid.replace(cells) : grid.paste(cells, row, column);
  };
  const first = problems.filter((problem) => problem.lines?.includes(1));
  const gaps = problems.filter((problem) => problem.mend?.length);
  const mend = form.disabled
    ? undefined
    : (rows: readonly Mend[]) => {
        grid.addRules(rows);
        focus(grid.rows.length, Math.max(0, grid.roles.indexOf('then')));
      };
  const said = (problem: Problem) => (
    <Said
      key={problem.message}
      problem={problem}
      span={grid.names.length}
      gaps={problem === gaps[0] ? gaps : []}
      onMend={mend}
    />
  );
  return (
    <div className="lt-scroll" ref={box} onScroll={onScroll}>
      <table className="lt dt" id={id} aria-rowcount={grid.rows.length + 1}>
        <GridHead grid={grid} config={config} />
        <tbody>
          {first.map(said)}
          {above > 0 && <Space height={above} />}
          {grid.rows.slice(from, to).map((row, i) => {
            const own = problems.filter((problem) => problem.lines?.includes(row.line));
            return (
              <Fragment key={from + i}>
                <GridLineRow
                  grid={grid}
                  row={row}
                  index={from + i}
                  problems={own}
                  onKey={onKey}
                  onPaste={onPaste}
                />
                {own.filter((problem) => problem.lines?.at(-1) === row.line).map(said)}
              </Fragment>
            );
          })}
          {below > 0 && <Space height={below} />}
        </tbody>
      </table>
      {grid.rows.length === 0 && <p className="lt-none">{t('grid.none')}</p>}
    </div>
  );
}

function Space({ height }: { height: number }) {
  return (
    <tr>
      <td style={{ height, border: 0 }} />
    </tr>
  );
}

/** Rows and columns to go; left and right only from the end of what is typed, or over what is chosen whole. */
function stepOf(event: KeyboardEvent<HTMLInputElement>): [number, number] | null {
  const { selectionStart: start, selectionEnd: end, value } = event.currentTarget;
  const whole = start === 0 && end === value.length;
  switch (event.key) {
    case 'ArrowUp':
      return [-1, 0];
    case 'ArrowDown':
    case 'Enter':
      return [1, 0];
    case 'ArrowLeft':
      return whole || end === 0 || event.altKey ? [0, -1] : null;
    case 'ArrowRight':
      return whole || start === value.length || event.altKey ? [0, 1] : null;
    default:
      return null;
  }
}
