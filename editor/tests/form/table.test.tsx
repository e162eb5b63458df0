/** Tables: looked at sorted and filtered, rows chosen together, files in and out, five thousand rows. */

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';

import '../../src/i18n';
import type { Config, Problem, Schema } from '../../src/api/types';
import { setIn } from '../../src/commands/paths';
import { SchemaForm } from '../../src/form/SchemaForm';
import { fieldsOf } from '../../src/form/schema';
import { cellText, csvOf, parseCsv } from '../../src/form/table/csv';
import { letters, numeric, readTable } from '../../src/form/table/file';
import { cellsOf, duplicated, inserted, type Row, without } from '../../src/form/table/rows';
import { viewOf } from '../../src/form/table/view';

const row: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Name', default: '' },
    h: { anyOf: [{ type: 'number' }, { type: 'null' }], title: 'High', default: null },
  },
};
const schema: Schema = {
  type: 'object',
  properties: { rows: { type: 'array', title: 'Limits', default: [], items: row } },
};
const columns = fieldsOf(row);
const many = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ name: `T${i}`, h: i % 7 }));

let current: Config = {};
function Harness({ rows, problems }: { rows: Row[]; problems?: Problem[] }) {
  const [value, setValue] = useState<Config>({ rows });
  current = value;
  return (
    <MantineProvider>
      <SchemaForm
        schema={schema}
        value={value}
        problems={problems}
        baseline={{ rows }}
        onChange={(path, next) => setValue((old) => setIn(old, path, next))}
      />
    </MantineProvider>
  );
}
const rowsNow = () => (current['rows'] as Row[]).map((one) => one['name']);
const press = (label: string, key: string, more = {}) =>
  fireEvent.keyDown(screen.getByLabelText(label), { key, ...more });

test('filtering and sorting look only: empty cells last either way, equal ones as they stand', () => {
  const rows: Row[] = [
    { name: 'b2', h: 3 },
    { name: 'a10', h: null },
    { name: 'a2', h: 1 },
    { name: 'c', h: 1 },
  ];
  expect(viewOf(rows, columns, '', null)).toEqual([0, 1, 2, 3]);
  expect(viewOf(rows, columns, 'A', null)).toEqual([1, 2]);
  expect(viewOf(rows, columns, '', { column: 'h', down: false })).toEqual([2, 3, 0, 1]);
  expect(viewOf(rows, columns, '', { column: 'h', down: true })).toEqual([0, 2, 3, 1]);
  expect(viewOf(rows, columns, '', { column: 'name', down: false })).toEqual([2, 1, 0, 3]);
});

test('rows are put in, doubled and taken out at their places', () => {
  const rows = many(4);
  expect(inserted(rows, 1, { name: 'x' }).map((one) => one['name'])).toEqual(['T0', 'T1', 'x', 'T2', 'T3']);
  expect(duplicated(rows, [2, 0]).map((one) => one['name'])).toEqual(['T0', 'T1', 'T2', 'T0', 'T2', 'T3']);
  expect(without(rows, [0, 3]).map((one) => one['name'])).toEqual(['T1', 'T2']);
});

test('what is saved as CSV is read again, and no cell is a formula', () => {
  const rows: Row[] = [
    { name: '=1+1', h: -2.5 },
    { name: 'a "b", c\nd', h: null },
    { name: "'quoted", h: 0 },
    { name: '温度；高', h: 1e-7 },
  ];
  const file = csvOf(cellsOf(columns, rows).map((line) => line.map(cellText)));
  expect(file.split('\r\n')[1]).toBe("'=1+1,-2.5");
  const cells = rows.map((one) => [one['name'], one['h'] === null ? '' : String(one['h'])]);
  expect(parseCsv(file)).toEqual([['Name', 'High'], ...cells]);
  expect(parseCsv('a;b\n1;"2;3"')).toEqual([
    ['a', 'b'],
    ['1', '2;3'],
  ]);
  expect(parseCsv('\ufeffa\tb\r\n1\t2\r\n\r\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(parseCsv('a,b\n1,')).toEqual([
    ['a', 'b'],
    ['1', ''],
  ]);
});

const sheet = (...rows: string[][]) => {
  const answer = { sheet: 'Limits', others: ['Notes'], rows };
  const asked = vi.fn(
    async () => new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } }),
  );
  vi.stubGlobal('fetch', asked);
  return asked;
};
const workbook = () => new File([new Uint8Array([0x50, 0x4b, 3, 4])], 'limits.xlsx');

test('of a workbook the first line that is not empty is the first, and places are those of the sheet', async () => {
  sheet([], ['', 'Name'], [], ['', 'T1']);
  const read = await readTable(workbook());
  expect(read.cells).toEqual([['', 'Name'], [], ['', 'T1']]);
  expect([read.place?.(0, 1), read.place?.(2, 26)]).toEqual(['Limits!B2', 'Limits!AA4']);
  expect([0, 25, 26, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  expect(['80', '-2.5', '1e5', '> 80', '', '007', '0x1'].map(numeric)).toEqual([
    80,
    -2.5,
    '1e5',
    '> 80',
    '',
    '007',
    '0x1',
  ]);
  vi.unstubAllGlobals();
});

test('a workbook takes the place of the rows, and a cell that cannot be read is told as the sheet names it', async () => {
  const asked = sheet(['High', 'Name'], ['8.5', 'A'], [], ['high', '=B']);
  render(
    <>
      <Notifications />
      <Harness rows={many(3)} />
    </>,
    { wrapper: MantineProvider },
  );
  fireEvent.click(screen.getByRole('button', { name: 'File' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Import Excel or CSV: replace all rows…' }));
  fireEvent.change(screen.getByLabelText('Excel or CSV file'), { target: { files: [workbook()] } });
  await screen.findByText(/Limits!A4: High/);
  await screen.findByText('The sheet “Limits” was read. Not read: Notes');
  expect(current['rows']).toEqual([
    { name: 'A', h: 8.5 },
    { name: '=B', h: null },
  ]);
  expect(asked).toHaveBeenCalledWith('/api/workbook/read', expect.objectContaining({ method: 'POST' }));
  vi.unstubAllGlobals();
});

test('rows that are changed while a workbook is read stay as they were changed', async () => {
  let send = (_: Response) => {};
  const asked = vi.fn(() => new Promise<Response>((resolve) => (send = resolve)));
  vi.stubGlobal('fetch', asked);
  render(<Harness rows={many(2)} />);
  fireEvent.click(screen.getByRole('button', { name: 'File' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: /add rows/ }));
  fireEvent.change(screen.getByLabelText('Excel or CSV file'), { target: { files: [workbook()] } });
  await waitFor(() => expect(asked).toHaveBeenCalled());
  fireEvent.change(screen.getByLabelText('Name, row 1'), { target: { value: 'Mine' } });
  const answer = { sheet: 'Limits', others: [], rows: [['Name'], ['New']] };
  send(new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } }));
  await waitFor(() => expect(rowsNow()).toContain('New'));
  expect(rowsNow()).toEqual(['Mine', 'T1', 'New']);
  vi.unstubAllGlobals();
});

test('a file without rows takes the place of none', async () => {
  sheet([], ['']);
  const show = () => (
    <>
      <Notifications />
      <Harness rows={many(2)} />
    </>
  );
  render(show(), { wrapper: MantineProvider });
  fireEvent.click(screen.getByRole('button', { name: 'File' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: /replace all rows/ }));
  fireEvent.change(screen.getByLabelText('Excel or CSV file'), { target: { files: [workbook()] } });
  await screen.findByText('No rows were found in limits.xlsx.');
  expect(rowsNow()).toEqual(['T0', 'T1']);
  vi.unstubAllGlobals();
});

test('what is saved as Excel is sent with numbers as numbers and texts as texts', async () => {
  const asked = sheet();
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }));
  render(
    <Harness
      rows={[
        { name: '=1', h: 2.5 },
        { name: '7', h: null },
      ]}
    />,
  );
  fireEvent.click(screen.getByRole('button', { name: 'File' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Save as Excel' }));
  await waitFor(() => expect(asked).toHaveBeenCalled());
  const [path, { body }] = asked.mock.calls[0] as unknown as [string, { body: string }];
  expect(path).toBe('/api/workbook/write');
  expect(JSON.parse(body)).toEqual({
    name: 'Limits',
    rows: [
      ['Name', 'High'],
      ['=1', 2.5],
      ['7', null],
    ],
  });
  vi.unstubAllGlobals();
});

test('by keyboard a row is put below, doubled, chosen and taken out', () => {
  render(<Harness rows={many(3)} />);
  press('Name, row 1', 'Enter', { altKey: true });
  expect(rowsNow()).toEqual(['T0', '', 'T1', 'T2']);
  press('Name, row 1', 'Enter', { altKey: true, shiftKey: true });
  expect(rowsNow()).toEqual(['T0', 'T0', '', 'T1', 'T2']);
  press('Name, row 3', 'Delete', { altKey: true });
  expect(rowsNow()).toEqual(['T0', 'T0', 'T1', 'T2']);
  press('Name, row 1', ' ', { shiftKey: true });
  fireEvent.click(screen.getByRole('button', { name: /Choose row 3/ }), { shiftKey: true });
  expect(screen.getByRole('toolbar', { name: 'Chosen rows' }).textContent).toContain('3 rows chosen');
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(rowsNow()).toEqual(['T2']);
});

test('while the table is filtered, edits go to the right rows', () => {
  render(<Harness rows={many(20)} />);
  fireEvent.change(screen.getByLabelText('Find in the table'), { target: { value: 't1' } });
  expect(screen.getByText('11 of 20 rows')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('High, row 13'), { target: { value: '99' } });
  expect((current['rows'] as Row[])[12]).toEqual({ name: 'T12', h: 99 });
});

test('of five thousand rows only what is seen is drawn', () => {
  render(<Harness rows={many(5000)} />);
  expect(screen.getAllByRole('row').length).toBeLessThan(80);
  expect(screen.getByText('5000 rows')).toBeTruthy();
});

test('problems of cells are listed below by row', () => {
  const wrong = (field: string, message: string): Problem => ({
    severity: 'error',
    code: 'config',
    message,
    node: 'n',
    field,
    wire: null,
  });
  const problems = [
    wrong('rows/11/h', 'row 12, High must be a number'),
    wrong('rows/2/h', 'row 3, High is missing'),
  ];
  render(<Harness rows={many(20)} problems={problems} />);
  const said = screen.getAllByRole('button', { name: /High (must|is)/ }).map((one) => one.textContent);
  expect(said).toEqual(['row 3, High is missing', 'row 12, High must be a number']);
});
