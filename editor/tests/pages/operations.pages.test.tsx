import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import i18next from 'i18next';
import { beforeEach, expect, test, vi } from 'vitest';

import Operations from '../../src/pages/operations';
import { usePoints } from '../../src/store/points';
import { put } from './alarms';
import { as, refused, serve, show } from './place';

const FLOWS = {
  'GET /flows': [{ id: 'pump', name: 'Pump station' }],
  'GET /points': { total: 0, points: [] },
};

function open(page: string, answers: Record<string, unknown>) {
  window.history.replaceState(null, '', `/operations/${page}`);
  const asked = serve({ ...FLOWS, ...answers });
  put();
  show(<Operations />);
  return asked;
}

beforeEach(() => {
  vi.unstubAllGlobals();
  as('engineer');
});

const P1 = { flow: 'pump', node: 'limits', point: 'P1' };
const measure = { unit: '/h', target: 6, maximum: 12, below: false };

test('performance says what is measured beside target and maximum, in a word', async () => {
  open('performance', {
    'GET /alarms/performance': {
      from: '2026-10-22T00:00:00Z',
      to: '2026-11-21T12:00:00Z',
      zone: 'UTC',
      announced: 41,
      measures: [
        { ...measure, name: 'per_hour', value: 7.4444, verdict: 'manageable' },
        {
          ...measure,
          name: 'to_acknowledge',
          value: 41,
          unit: 's',
          target: null,
          maximum: null,
          verdict: 'none',
        },
      ],
      days: [{ begin: '2026-11-20T00:00:00Z', count: 300, per_hour: 12.5 }],
      slots: [],
      floods: [
        { begin: '2026-11-20T06:00:00Z', end: null, count: 23, peak: 12, first: { ...P1, level: 'H' } },
      ],
      top: [{ ...P1, level: 'H', count: 30, share: 73.2 }],
      chattering: [],
      fleeting: [],
      stale: [],
      priorities: [{ priority: 'critical', count: 1, share: 2.4, published: 1 }],
    },
  });
  const table = within(await screen.findByRole('region', { name: 'Against the published thresholds' }));
  const rows = table.getAllByRole('row').map((row) => row.textContent);
  expect(rows[1]).toBe('Alarms per hour, mean7.44 /h≤ 612manageable');
  expect(rows[2]).toContain('——no limit');
  expect(screen.getByText('73.2 % of all alarms')).toBeTruthy();
  expect(screen.getByText('open')).toBeTruthy();
});

const AREAS = { P1: 'North/Hall 1', P2: 'South' };
const standing = (value: number) => ({
  from: '2026-10-22T00:00:00Z',
  to: '2026-11-21T12:00:00Z',
  zone: 'UTC',
  announced: 0,
  measures: [{ ...measure, name: 'shelved', value, target: null, maximum: null, verdict: 'none' }],
  ...{ days: [], slots: [], floods: [], top: [], chattering: [], fleeting: [], stale: [], priorities: [] },
});

function placed() {
  const points = Object.entries(AREAS).map(([name, area]) => [name, { name, area }]);
  usePoints.setState({ byName: Object.fromEntries(points) });
}

test('performance and history of an area ask for it, and their files too', async () => {
  placed();
  open('performance', { 'GET /alarms/performance': standing(2) });
  expect(await screen.findByText('Shelved')).toBeTruthy();
  const areas = within(screen.getByLabelText('Area')).getAllByRole('option');
  expect(areas.map((option) => option.textContent)).toEqual(['All areas', 'North', 'North/Hall 1', 'South']);
  const file = () => screen.getByRole('link', { name: /^Export/ }).getAttribute('href');
  expect(file()).not.toContain('area=');
  fireEvent.change(screen.getByLabelText('Area'), { target: { value: 'North/Hall 1' } });
  await waitFor(() => expect(file()).toContain('&area=North%2FHall+1&'));
  cleanup();
  open('history', { 'GET /events': { events: [], next: null, searched: null, note: 'There is none' } });
  fireEvent.change(await screen.findByLabelText('Area'), { target: { value: 'North' } });
  await waitFor(() => expect(file()).toContain('&area=North&'));
  expect(await screen.findByText('There is no area North, and nothing of it in this period.')).toBeTruthy();
});

test('an area without alarms says so, and what is hidden without a call is shown', async () => {
  placed();
  open('performance', { 'GET /alarms/performance': standing(0) });
  expect(await screen.findByText('No alarms in this period')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Area'), { target: { value: 'South' } });
  expect(await screen.findByText('No alarms of area South in this period')).toBeTruthy();
});

test('history asks for what the filter says, and exports the same', async () => {
  const event = {
    ...P1,
    number: 1,
    id: 'e1',
    kind: 'alarm.shelve',
    time: '2026-11-21T12:00:00Z',
    priority: 'serious',
    level: 'H',
    user: 'li',
    trace: 't',
    data: { shelved: { reason: 'strainer' } },
  };
  open('history', { 'GET /events': { events: [event], next: null, searched: null } });
  expect(await screen.findByText('li shelved')).toBeTruthy();
  expect(screen.getByText('strainer')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Kind'), { target: { value: 'service' } });
  fireEvent.change(screen.getByLabelText('Period'), { target: { value: '0' } });
  fireEvent.change(screen.getByRole('searchbox', { name: /^Point/ }), { target: { value: 'P1' } });
  const file = screen.getByRole('link', { name: 'Export CSV' });
  await waitFor(() =>
    expect(file.getAttribute('href')).toBe('/api/events?kind=alarm.*_service&point=*P1*&format=csv'),
  );
});

test('a forced point is released', async () => {
  const until = new Date(Date.now() + 600_000).toISOString();
  const force = { point: 'P1', value: 7.2, unit: 'pH', reason: 'probe', by: 'li', since: until, until };
  const asked = open('forced', { 'GET /forces': [force], 'DELETE /points/P1/force': {} });
  fireEvent.click(await screen.findByRole('button', { name: 'Release P1' }));
  await waitFor(() => expect(asked.some((one) => one.method === 'DELETE')).toBe(true));
});

test('a row of the rationalisation table is changed alone', async () => {
  const row = {
    ...P1,
    cause: 'pump trip',
    consequence: '',
    response: '',
    respond_within: null,
    basis: '',
    approver: 'chen',
    approved_at: '2026-11-21T12:00:00Z',
    approved: { h: 48 },
    running: { h: 52 },
  };
  const asked = open('knowledge', {
    'GET /alarms/knowledge': { revision: 7, rows: [row] },
    'PUT /alarms/knowledge': {},
  });
  expect(await screen.findByText('1 setting differs')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'P1' }));
  const form = within(await screen.findByRole('dialog'));
  fireEvent.change(form.getByLabelText('Respond within, min'), { target: { value: '8' } });
  fireEvent.click(form.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(asked.find((one) => one.method === 'PUT')).toBeTruthy());
  expect(asked.find((one) => one.method === 'PUT')?.body).toEqual({
    revision: 7,
    rows: [{ ...P1, cause: 'pump trip', consequence: '', response: '', basis: '', respond_within: 480 }],
  });
});

test('a table with mistakes says where they are and is not taken; put right, it is', async () => {
  const wrong = {
    code: 'bad-table',
    detail: 'Nothing was taken over: 2 problems',
    problems: [
      { line: 4, column: 'node', message: 'it is empty: write here of which alarm the line is' },
      { line: 7, column: 'respond_within', message: 'it must be a number of seconds above 0, or empty' },
    ],
  };
  let answer: unknown = refused(422, wrong);
  const asked = open('knowledge', {
    'GET /alarms/knowledge': { revision: 7, rows: [] },
    'POST /alarms/knowledge/import': () => answer,
  });
  const choose = (name: string) =>
    fireEvent.change(screen.getByLabelText('Choose a file…'), { target: { files: [new File(['x'], name)] } });
  const take = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Take the file' });
  fireEvent.click(await screen.findByRole('button', { name: 'Import…' }));
  choose('alarms.csv');
  expect((await screen.findByRole('alert')).textContent).toBe(wrong.detail);
  const lines = () =>
    screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
  expect(lines()).toEqual([
    ['Line', 'Column', 'What is wrong'],
    ...wrong.problems.map(({ line, column, message }) => [String(line), column, message]),
  ]);
  await act(() => i18next.changeLanguage('zh'));
  expect(lines()[0]).toEqual(['行', '列', '错误']);
  await act(() => i18next.changeLanguage('en'));
  expect(take().disabled).toBe(true);
  answer = { added: 1, changed: 2, removed: 0, problems: [] };
  choose('alarms.csv');
  expect(await screen.findByText(/^1 rows added, 2 changed/)).toBeTruthy();
  expect([screen.queryByRole('alert'), screen.queryAllByRole('row')]).toEqual([null, []]);
  answer = refused(422, wrong); // somebody has changed the file meanwhile
  fireEvent.click(take());
  await waitFor(() => expect(lines()).toHaveLength(3));
  expect([take().disabled, screen.queryByText(/rows added/)]).toEqual([true, null]);
  expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(3);
});
