import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import type { PointInfo } from '../../src/api/types';
import { decode } from '../../src/components/FileButton';
import Points from '../../src/pages/points';
import { bodyOf, errorsOf, fieldsOf } from '../../src/pages/points/editing';
import { as, refused, serve, show } from './place';

const point = (name: string, part: Partial<PointInfo> = {}): PointInfo => ({
  name,
  description: 'Discharge flow',
  unit: 'm³/h',
  low: 0,
  high: 100,
  digits: 1,
  labels: null,
  record: null,
  area: 'Pumps',
  device: 'P1',
  owner: { flow: 'pump', node: 'plc' },
  readers: [{ flow: 'pump', node: 'limits' }],
  last: { time: '2026-11-21T12:00:00Z', point: name, value: 12.34, quality: 'good', reason: null },
  ...part,
});
const BAD = {
  time: '2026-11-21T12:00:00Z',
  point: 'P2',
  value: 3,
  quality: 'bad' as const,
  reason: 'comm_lost',
};

function open(points: PointInfo[], more = {}, total = points.length) {
  const asked = serve({
    'GET /flows': [{ id: 'pump', name: 'Pump station' }],
    'GET /points': { total, points },
    ...more,
  });
  show(<Points />);
  return asked;
}

beforeEach(() => as('engineer'));

test('a row has the value with the digits of the point, and who owns it', async () => {
  open([point('P1')]);
  const row = (await screen.findAllByRole('row'))[1] as HTMLElement;
  await waitFor(() => expect(row.textContent).toContain('Pump station plc'));
  expect(row.textContent).toContain('12.3m³/h');
});

test('a bad value says so and why', async () => {
  open([point('P2', { last: BAD })]);
  const value = await screen.findByTitle('Bad: comm_lost');
  expect(value.textContent).toBe('3.0 Bad: comm_lost');
});

test('a forced value has its mark, in the list and in the panel', async () => {
  open([point('P3', { last: { ...BAD, point: 'P3', quality: 'good', reason: 'forced' } }), point('P1')]);
  const mark = await screen.findByRole('img', { name: /^Forced/ });
  expect(mark.title).toBe('Forced: the value was given by hand, not measured');
  expect(mark.closest('tr')?.textContent).toContain('F3.0');
  fireEvent.click(screen.getByRole('button', { name: 'P3' }));
  expect(within(screen.getByRole('complementary')).getByRole('img', { name: /^Forced/ })).toBeTruthy();
});

test('what is edited is sent as values, and an impossible range is not', async () => {
  const asked = open([point('P1')], { 'PUT /points/P1': {} });
  fireEvent.click(await screen.findByRole('button', { name: 'P1' }));
  const panel = screen.getByRole('complementary', { name: 'Point P1' });
  const high = within(panel).getByLabelText('Range high');
  fireEvent.change(high, { target: { value: '-1' } });
  expect(within(panel).getByRole('alert').textContent).toBe('The high end must be above the low end.');
  fireEvent.change(high, { target: { value: '250.5' } });
  fireEvent.click(within(panel).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(asked.some((one) => one.method === 'PUT')).toBe(true));
  expect(asked.find((one) => one.method === 'PUT')).toEqual({
    method: 'PUT',
    path: '/points/P1',
    body: { ...bodyOf(fieldsOf(point('P1'))), high: 250.5 },
  });
});

test('whether a point is recorded is chosen, and left to its node by default', async () => {
  const asked = open([point('P1')], { 'PUT /points/P1': {} });
  fireEvent.click(await screen.findByRole('button', { name: 'P1' }));
  const choice = screen.getByRole('radiogroup', { name: 'Record in the history' });
  const chosen = () => within(choice).getByRole('radio', { checked: true }).textContent;
  expect(chosen()).toBe('As the node says');
  fireEvent.click(within(choice).getByRole('radio', { name: 'Never' }));
  expect(chosen()).toBe('Never');
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(asked.find((one) => one.method === 'PUT')?.body).toMatchObject({ record: false }),
  );
});

test('a point can be saved again', async () => {
  const asked = open([point('P1')], { 'PUT /points/P1': {} });
  fireEvent.click(await screen.findByRole('button', { name: 'P1' }));
  const saves = () => asked.filter((one) => one.method === 'PUT').length;
  for (const unit of ['l/s', 'l/min']) {
    const before = saves();
    fireEvent.change(screen.getByLabelText('Unit'), { target: { value: unit } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saves()).toBe(before + 1));
  }
});

test('a viewer sees the form but cannot change it', async () => {
  as('viewer');
  open([point('P1')]);
  fireEvent.click(await screen.findByRole('button', { name: 'P1' }));
  expect((screen.getByLabelText('Unit') as HTMLInputElement).disabled).toBe(true);
  expect(screen.getByText('Editing points needs the role of an engineer.')).toBeTruthy();
});

test('the pager goes through a large directory', async () => {
  open([point('P1')], {}, 250);
  expect(await screen.findByText('1–1 of 250')).toBeTruthy();
  expect((screen.getByRole('button', { name: 'Previous page' }) as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Next page' }));
  expect(await screen.findByText('101–101 of 250')).toBeTruthy();
});

test('a table that is refused shows line, column and reason', async () => {
  const problems = [{ line: 3, column: 'low', message: "'x' is no number" }];
  open([point('P1')], { 'POST /points.csv': refused(422, { problems }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Import CSV' }));
  const dialog = await screen.findByRole('dialog');
  const input = within(dialog).getByLabelText('Choose a file…', { selector: 'input' });
  fireEvent.change(input, { target: { files: [new File(['name,low\nP1,1\nP2,x'], 'points.csv')] } });
  await screen.findByText('points.csv, 2 lines');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Import' }));
  const alert = await within(dialog).findByRole('alert');
  expect(alert.textContent).toContain("3low'x' is no number");
});

test('a table that a Chinese spreadsheet saved is read as GB 18030', () => {
  const gb = new Uint8Array([0xb1, 0xc3, 0xd5, 0xbe]);
  expect(decode(gb.buffer)).toBe('泵站');
  expect(decode(new TextEncoder().encode('泵站').buffer as ArrayBuffer)).toBe('泵站');
});

const LABELS = (...values: string[]) => values.map((value) => ({ value, text: 'on' }));
test.each([
  ['nothing', {}, []],
  ['letters as a limit', { low: 'x' }, ['low']],
  ['half a digit', { digits: '1.5' }, ['digits']],
  ['too many digits', { digits: '13' }, ['digits']],
  ['a word without a value', { labels: LABELS('') }, ['labels']],
  ['one value with two words', { labels: LABELS('1', '1.0') }, ['labels']],
])('the form of a point finds wrong: %s', (_, part, wrong) => {
  expect(Object.keys(errorsOf({ ...fieldsOf(point('P1')), ...part }))).toEqual(wrong);
});

test('empty fields are sent as unknown', () => {
  const fields = { ...fieldsOf(point('P1')), low: ' ', digits: '', labels: [] };
  expect(bodyOf(fields)).toMatchObject({ low: null, digits: null, labels: null });
});
