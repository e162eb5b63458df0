import { fireEvent, screen, waitFor, within } from '@testing-library/react';
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
import { actionName, detailText, EVERYTHING, queryFields } from '../../src/pages/admin/auditText';
import { shareOf } from '../../src/pages/admin/groups/load';
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

test('the audit trail goes on to older entries', async () => {
  const newest = Array.from({ length: 100 }, (_, i) => entry(200 - i));
  let turn = 0;
  const answer = () => {
    turn += 1;
    return turn === 1 ? newest : [entry(100, { user: 'zhang' })];
  };
  open('/admin/audit', { 'GET /audit': answer });
  await screen.findByText('pump-200');
  fireEvent.click(screen.getByRole('button', { name: 'Show older entries' }));
  expect(await screen.findByText('pump-100')).toBeTruthy();
  expect(screen.getByText('These are all 101 entries.')).toBeTruthy();
});

test('the audit trail is asked for what the filter says, here and as a file', async () => {
  open('/admin/audit', {
    'GET /audit': [entry(1)],
    'GET /audit/verify': { whole: true, break: null, number: 41, hash: '' },
  });
  await screen.findByText('pump-1');
  fireEvent.change(screen.getByLabelText('Kind'), { target: { value: 'alarm.' } });
  const file = screen.getByRole('link', { name: 'Export CSV' });
  await waitFor(() => expect(file.getAttribute('href')).toBe('/api/audit?action=alarm.&format=csv'));
  fireEvent.click(screen.getByRole('button', { name: 'Verify' }));
  expect(await screen.findByText(/The trail is whole: 41 entries/)).toBeTruthy();
  const day = queryFields(
    { ...EVERYTHING, span: 'hours', user: ' wang ' },
    Date.parse('2026-11-21T12:00:00Z'),
  );
  expect(day).toEqual({ action: '', user: 'wang', text: '', from: '2026-11-20T12:00:00.000Z' });
});

test('an action is said in words, an unknown one as it is', () => {
  expect(actionName('flow.deploy')).toBe('Flow deployed');
  expect(actionName('moon.land')).toBe('moon.land');
});

test('a detail is one line', () => {
  expect(detailText({ version: 41, comment: '', fields: ['a', 'b'], was: null })).toBe(
    'version: 41, fields: {a, b}',
  );
});

test('the engine is up, since when, with how many restarts', async () => {
  const worker = { state: 'up', restarts: 2, since: '2026-11-21T12:00:00Z' };
  open('/admin/engine', { 'GET /status': { worker, version: '0.1.0' } });
  expect(await screen.findByText('Tundish 0.1.0')).toBeTruthy();
  expect(screen.getByText('Running')).toBeTruthy();
  expect(screen.getByText('2')).toBeTruthy();
});

test('groups tell what they take, and what is out of work is given another try', async () => {
  const since = '2026-11-21T12:00:00Z';
  const group = (name: string, flows: string[]) => ({
    group: name,
    state: 'up',
    restarts: name ? 2 : 0,
    since,
    memory: 300 * 2 ** 20,
    processor: 1,
    flows,
  });
  const flow = (id: string, part = {}) => ({
    id,
    name: id,
    state: 'running',
    problem: '',
    disabled: null,
    stopped_nodes: [],
    ...part,
  });
  const groups = [group('', ['pump']), group('vision', ['kiln'])];
  const stopped = { by: 'hang', why: '', since, until: null, set_aside: 4 };
  const asked = open('/admin/groups', {
    'GET /status': { worker: { state: 'up', restarts: 2, since, memory: 2 ** 31, groups }, version: '' },
    'GET /flows': [
      flow('pump', { state: 'disabled', disabled: { by: 'li', time: since, why: 'mended' } }),
      flow('kiln', { stopped_nodes: ['image'] }),
    ],
    'GET /flows/kiln/status': { nodes: { image: { stopped } } },
    'POST /flows/kiln/nodes/image/retry': {},
    'POST /flows/pump/enable': {},
  });
  const table = await screen.findByRole('table', { name: 'Isolation groups' });
  expect(table.textContent).toContain('of 2 048 MiB');
  const kiln = within(table).getAllByRole('row')[2] as HTMLElement;
  expect(kiln.textContent).toMatch(/^visionRunningkiln–300 MiB2/);
  const resting = screen.getByRole('table', { name: 'Out of work' });
  expect(resting.textContent).toContain('Disabled by li: mended');
  await waitFor(() => expect(resting.textContent).toContain('twice it did not come back'));
  fireEvent.click(within(resting).getByRole('button', { name: 'Enable' }));
  fireEvent.click(within(resting).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(asked.filter((one) => one.method === 'POST').length).toBe(2));
});

test('how long things are kept is shown with the settings to change it by', async () => {
  const store = { bytes: 2 ** 30, room: 20 * 2 ** 30, oldest: '2026-11-21T12:00:00Z' };
  const days = { 'keep-alarms': 800, 'keep-later': 7 };
  open('/admin/keeping', { 'GET /keeping': { days, events: store, history: { ...store, oldest: null } } });
  expect((await screen.findByText('Transitions of alarms')).closest('tr')?.textContent).toContain(
    '800keep-alarms',
  );
  expect(screen.getAllByText('keep-later').length).toBe(2);
  expect(screen.getByText('events-room').closest('tr')?.textContent).toContain('1.00 GiB20 GiB');
});

test('the share of a processor is told between two readings of one process', () => {
  const reading = { at: 0, since: 'a', seconds: 1 };
  expect(shareOf(reading, { at: 4000, since: 'a', seconds: 3 })).toBe(0.5);
  expect(shareOf(reading, { at: 4000, since: 'b', seconds: 3 })).toBe(null);
  expect(shareOf(undefined, reading)).toBe(null);
});

test('who is no administrator is told so', () => {
  as('engineer');
  open('/admin');
  expect(screen.getByText('Administration needs the role of an administrator.')).toBeTruthy();
});

const USER = { name: 'zhang', role: 'operator', created: '2026-11-01T00:00:00Z', sessions: 1, seen: null };

test('a user gets another role, a password, and is removed', async () => {
  const asked = open('/admin/users', {
    'GET /users': [USER, { ...USER, name: 'li', role: 'admin' }],
    'PUT /users/zhang/role': {},
    'PUT /users/zhang/password': {},
    'DELETE /users/zhang': {},
    'POST /users': refused(422, { detail: 'The password is too short.' }),
  });
  fireEvent.change(await screen.findByLabelText('Role of zhang'), { target: { value: 'engineer' } });
  await waitFor(() => expect(asked.find((one) => one.method === 'PUT')?.body).toEqual({ role: 'engineer' }));
  fireEvent.click(screen.getByRole('button', { name: 'Add a user' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'chen' } });
  fireEvent.change(within(dialog).getByLabelText('First password'), { target: { value: 'x' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
  expect((await within(dialog).findByRole('alert')).textContent).toBe('The password is too short.');
  expect(asked.find((one) => one.method === 'POST')?.body).toEqual({
    name: 'chen',
    role: 'operator',
    password: 'x',
  });
});

test('a token is shown once', async () => {
  open('/admin/tokens', { 'GET /tokens': [], 'POST /tokens': { name: 'historian', secret: 'tundish_abc' } });
  expect(await screen.findByText('There are no tokens')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'New token' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'historian' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Make the token' }));
  expect(((await within(dialog).findByLabelText('Token')) as HTMLInputElement).value).toBe('tundish_abc');
});

test('another browser is signed out, this one not', async () => {
  const session = { id: 'a', user: 'zhang', address: '::1', seen: USER.created, expires: USER.created };
  const asked = open('/admin/sessions', {
    'GET /sessions': [
      { ...session, current: false },
      { ...session, id: 'b', user: 'li', current: true },
    ],
    'DELETE /sessions/a': {},
  });
  expect(await screen.findByText('this browser')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Sign out zhang' }));
  await waitFor(() => expect(asked.some((one) => one.path === '/sessions/a')).toBe(true));
  expect(screen.queryByRole('button', { name: 'Sign out li' })).toBeNull();
});
