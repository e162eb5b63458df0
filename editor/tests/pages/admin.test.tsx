import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import Admin from '../../src/pages/admin';
import {
  type AllowedWrite,
  EMPTY_ROW,
  rowErrors,
  rowsOf,
  type WriteRow,
  writesOf,
} from '../../src/pages/admin/allowedWrites';
import { actionName, detailText, matchesText } from '../../src/pages/admin/auditText';
import { as, refused, serve, show } from './place';

const WRITES: AllowedWrite[] = [
  {
    connection: 'plc',
    point: 'P1.sp',
    address: 'holding 12',
    low: 0,
    high: 62,
    max_rate: null,
    clamp: false,
    mode: 'auto',
  },
];
const entry = (number: number, part = {}) => ({
  number,
  time: '2026-11-21T12:00:00Z',
  user: 'wang',
  action: 'flow.deploy',
  object: `pump-${number}`,
  detail: { version: 41, comment: '' },
  ...part,
});

function open(path: string, more = {}) {
  window.history.replaceState(null, '', path);
  const asked = serve({
    'GET /allowed-writes': WRITES,
    'GET /connections': [{ id: 'plc', name: 'Station PLC', kind: 'modbus', settings: {}, status: {} }],
    ...more,
  });
  show(<Admin />);
  return asked;
}

beforeEach(() => as('admin'));

test('the list of writes is explained, edited and sent whole', async () => {
  const asked = open('/admin', { 'PUT /allowed-writes': WRITES });
  expect(await screen.findByText(/only what is listed here/)).toBeTruthy();
  fireEvent.change(await screen.findByLabelText('High, row 1'), { target: { value: '50' } });
  fireEvent.change(screen.getByLabelText('Rate per s, row 1'), { target: { value: '0.5' } });
  fireEvent.change(screen.getByLabelText('Address, row 1'), { target: { value: ' coil 3 ' } });
  fireEvent.change(screen.getByLabelText('Outside the range, row 1'), { target: { value: 'clamp' } });
  fireEvent.change(screen.getByLabelText('Mode, row 1'), { target: { value: 'simulation' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save list' }));
  await waitFor(() => expect(asked.some((one) => one.method === 'PUT')).toBe(true));
  const body = asked.find((one) => one.method === 'PUT')?.body;
  expect(body).toEqual([
    { ...WRITES[0], high: 50, max_rate: 0.5, address: 'coil 3', clamp: true, mode: 'simulation' },
  ]);
});

test('a row that is wrong is not sent, and what the server refuses is said', async () => {
  const asked = open('/admin', { 'PUT /allowed-writes': refused(422, { detail: 'No such point.' }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Allow a write' }));
  fireEvent.click(screen.getByRole('button', { name: 'Save list' }));
  expect(screen.getAllByRole('alert').length).toBe(5);
  expect(asked.some((one) => one.method === 'PUT')).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'Remove row 2' }));
  fireEvent.change(screen.getByLabelText('Point, row 1'), { target: { value: 'P9' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save list' }));
  expect((await screen.findByRole('alert')).textContent).toBe('No such point.');
});

const ROW: WriteRow = {
  ...EMPTY_ROW,
  connection: 'plc',
  point: 'P1',
  address: 'coil 3',
  low: '0',
  high: '1',
};
test.each<[string, WriteRow[], string[][]]>([
  ['nothing', [ROW], [[]]],
  ['the same point twice', [ROW, { ...ROW, low: '-1' }], [[], ['point']]],
  ['the same point of two connections is right', [ROW, { ...ROW, connection: 'ua' }], [[], []]],
  ['no address', [{ ...ROW, address: '' }], [['address']]],
  ['a blank address', [{ ...ROW, address: '  ' }], [['address']]],
  ['limits the wrong way round', [{ ...ROW, low: '2' }], [['high']]],
  ['no number', [{ ...ROW, low: 'x', high: '' }], [['low', 'high']]],
  ['a rate of zero', [{ ...ROW, max_rate: '0' }], [['max_rate']]],
])('the list finds wrong: %s', (_, rows, wrong) => {
  expect(rowErrors(rows).map((errors) => Object.keys(errors))).toEqual(wrong);
});

test('rows read and written back are the same', () => {
  const other = WRITES.map((one) => ({ ...one, clamp: true, mode: 'simulation' as const, max_rate: 2 }));
  expect(writesOf(rowsOf([...WRITES, ...other]))).toEqual([...WRITES, ...other]);
});

test('a new row refuses what is outside, and writes', () => {
  expect(writesOf([EMPTY_ROW])[0]).toMatchObject({ clamp: false, mode: 'auto' });
});

test('the audit trail is filtered by user, action and object, and goes on to older entries', async () => {
  const newest = Array.from({ length: 100 }, (_, i) => entry(200 - i));
  let turn = 0;
  const answer = () => {
    turn += 1;
    return turn === 1 ? newest : [entry(100, { user: 'zhang' })];
  };
  open('/admin/audit', { 'GET /audit': answer });
  await screen.findByText('pump-200');
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'zhang deployed' } });
  fireEvent.click(await screen.findByText(/look in older ones/, {}, { timeout: 4000 }));
  expect(await screen.findByText('pump-100')).toBeTruthy();
  expect(screen.getAllByRole('row').length).toBe(2);
  expect(screen.getByText('These are all 101 entries.')).toBeTruthy();
});

test('an action is said in words, an unknown one as it is', () => {
  expect(actionName('flow.deploy')).toBe('Flow deployed');
  expect(actionName('moon.land')).toBe('moon.land');
});

test('a detail is one line', () => {
  expect(detailText({ version: 41, comment: '', fields: ['a', 'b'], was: null })).toBe(
    'version: 41, fields: {a, b}',
  );
  expect(matchesText(entry(1), 'wang PUMP')).toBe(true);
  expect(matchesText(entry(1), 'wang oven')).toBe(false);
});

test('the engine is up, since when, with how many restarts', async () => {
  const worker = { state: 'up', restarts: 2, since: '2026-11-21T12:00:00Z' };
  open('/admin/engine', { 'GET /status': { worker, version: '0.1.0' } });
  expect(await screen.findByText('Tundish 0.1.0')).toBeTruthy();
  expect(screen.getByText('Running')).toBeTruthy();
  expect(screen.getByText('2')).toBeTruthy();
});

test('who is no administrator is told so', () => {
  as('engineer');
  open('/admin');
  expect(screen.getByText('Administration needs the role of an administrator.')).toBeTruthy();
});
