/** Decision tables in cells: the text that nodes read stays what it was, and settings follow the columns. */

import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { useState } from 'react';
import { expect, test } from 'vitest';

import '../../src/i18n';
import type { Config, Problem, Schema } from '../../src/api/types';
import { setIn } from '../../src/commands/paths';
import { laidOver, readGrid, renamed, writeGrid } from '../../src/form/grid/text';
import { SchemaForm } from '../../src/form/SchemaForm';

const names = {
  type: 'array',
  items: { type: 'object', properties: { name: { type: 'string', title: 'Column' } } },
};
const schema: Schema = {
  type: 'object',
  properties: {
    inputs: { ...names, title: 'Inputs', default: [{ name: 'level' }] },
    results: { ...names, title: 'Results', default: [{ name: 'valve' }] },
    table: {
      type: 'string',
      title: 'Rules',
      'x-widget': 'grid',
      default: 'level | valve\n> 80 | 0\n<= 80 | 50',
    },
    policy: { enum: ['unique', 'first'], title: 'Hit policy', default: 'unique' },
  },
} as Schema;

let current: Config = {};
function Harness({ start = {}, problems }: { start?: Config; problems?: Problem[] }) {
  const [value, setValue] = useState<Config>(start);
  current = value;
  return (
    <MantineProvider>
      <SchemaForm
        schema={schema}
        value={value}
        problems={problems}
        onChange={(path, next) => setValue((old) => setIn(old, path, next))}
      />
    </MantineProvider>
  );
}
const cell = (label: string) => screen.getByLabelText(label) as HTMLInputElement;

test('a text with tabs or bars, blank lines and ragged blanks is read as nodes read it', () => {
  const read = readGrid('level | valve \n\n  > 80|0\r\n20..80 | ');
  expect(read).toEqual({
    names: ['level', 'valve'],
    rows: [
      { line: 3, cells: ['> 80', '0'] },
      { line: 4, cells: ['20..80', ''] },
    ],
  });
  expect(readGrid('a | b\tc\n1|2\t3').rows[0]?.cells).toEqual(['1|2', '3']);
});

test('what is written is read again, whatever stands in the cells', () => {
  const text = fc.string({ maxLength: 6 }).map((one) => one.replace(/[\t\r\n]+/g, ' ').trim());
  fc.assert(
    fc.property(
      fc.uniqueArray(
        text.filter((one) => one !== ''),
        { minLength: 2, maxLength: 4 },
      ),
      fc.array(fc.array(text, { minLength: 4, maxLength: 4 }), { maxLength: 4 }),
      (head, lines) => {
        const rows = lines.map((line) => ['x', ...line.slice(1, head.length)]);
        const read = readGrid(writeGrid(head, rows));
        expect([read.names, ...read.rows.map((row) => row.cells)]).toEqual([head, ...rows]);
      },
    ),
  );
});

test('a column that is renamed keeps its point', () => {
  const config: Config = {
    inputs: [{ name: 'level' }, { name: 'b', at: 'x' }],
    results: [{ name: 'valve', point: 'v' }],
  };
  expect(renamed(config, 'level', 'height')['inputs']).toEqual([
    { name: 'height', at: 'level' },
    { name: 'b', at: 'x' },
  ]);
  expect(renamed(config, 'valve', 'tap')['results']).toEqual([{ name: 'tap', point: 'v' }]);
});

test('cells are laid over a grid, which grows downwards only', () => {
  const wide = laidOver([['1', '2']], [['a', 'b'], ['c']], 0, 1, 2);
  expect(wide).toEqual([
    ['1', 'a'],
    ['', 'c'],
  ]);
});

test('cells, rules and columns are edited in place, and settings follow', () => {
  render(<Harness />);
  fireEvent.change(cell('level, row 1'), { target: { value: '> 90 ' } });
  expect(current).toEqual({ table: 'level | valve\n> 90 | 0\n<= 80 | 50' });
  expect(cell('level, row 1').value).toBe('> 90 ');
  fireEvent.keyDown(cell('level, row 1'), { key: 'Enter', altKey: true });
  expect(current['table']).toBe('level | valve\n> 90 | 0\n- |\n<= 80 | 50');
  fireEvent.click(screen.getByRole('button', { name: 'Condition' }));
  expect(current['table']).toBe('level | input | valve\n> 90 | - | 0\n- | - |\n<= 80 | - | 50');
  expect(current['inputs']).toEqual([{ name: 'level' }, { name: 'input' }]);
  fireEvent.blur(cell('Name of column 2'), { target: { value: 'mode' } });
  expect(current['inputs']).toEqual([{ name: 'level' }, { name: 'mode', at: 'input' }]);
  fireEvent.keyDown(cell('mode, row 1'), { key: 'ArrowLeft', altKey: true });
  expect((current['table'] as string).split('\n')[0]).toBe('mode | level | valve');
  fireEvent.keyDown(cell('mode, row 2'), { key: 'Delete', altKey: true });
  expect(current['table']).toBe('mode | level | valve\n- | > 90 | 0\n- | <= 80 | 50');
});

test('what is wrong stands below the rows that it concerns', () => {
  const problem: Problem = {
    severity: 'error',
    code: 'config',
    node: 'n',
    field: 'table',
    wire: null,
    lines: [2, 3],
    column: 1,
    message: 'lines 2 and 3 both hold of level = 81',
  };
  render(<Harness problems={[problem]} />);
  const rows = [...document.querySelectorAll('.dt tbody tr')];
  expect(rows.map((row) => row.getAttribute('data-wrong'))).toEqual(['true', 'true', null]);
  expect(rows[2]?.textContent).toContain('both hold');
  expect(screen.getAllByText(/both hold/).length).toBe(1);
});

test('a gap gets a rule by a click, or all gaps at once', () => {
  const gap = (at: string): Problem => ({
    severity: 'error',
    code: 'config',
    node: 'n',
    field: 'table',
    wire: null,
    lines: [3],
    column: 1,
    message: `not covered: ${at}`,
    mend: [['level', at]],
  });
  const table = 'valve | level\n0 | > 80\n50 | < 20';
  const { unmount } = render(<Harness start={{ table }} problems={[gap('20..50'), gap('(60..80]')]} />);
  fireEvent.click(screen.getByRole('button', { name: 'Rule for level (60..80]' }));
  expect(current['table']).toBe(`${table}\n| (60..80]`);
  fireEvent.click(screen.getByRole('button', { name: 'Rule for level (60..80]' }));
  expect(current['table']).toBe(`${table}\n| (60..80]`);
  unmount();
  render(<Harness start={{ table }} problems={[gap('20..50'), gap('(60..80]')]} />);
  fireEvent.click(screen.getByRole('button', { name: '2 rules for all gaps' }));
  expect(readGrid(String(current['table'])).rows.map((row) => row.cells)).toEqual([
    ['0', '> 80'],
    ['50', '< 20'],
    ['', '20..50'],
    ['', '(60..80]'],
  ]);
});
