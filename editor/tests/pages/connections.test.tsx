import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import Connections from '../../src/pages/connections';
import { usesIn } from '../../src/pages/connections/uses';
import { node, pump } from '../documents';
import { as, serve, show } from './place';

const text = (title: string, widget = 'text') => ({ type: 'string', title, 'x-widget': widget });
const KIND = {
  kind: 'mqtt',
  title: 'MQTT',
  settings: {
    type: 'object',
    properties: { host: text('Host'), password: text('Password', 'secret') },
    required: ['host'],
  },
};
const BROKER = {
  id: 'broker',
  kind: 'mqtt',
  name: 'Laboratory',
  settings: { host: '10.0.0.1', password: { set: true } },
  status: { state: 'failed', message: 'refused' },
};
const FLOW = {
  ...pump(),
  nodes: {
    a: node('source.mqtt', 'Results', [0, 0], { connection: 'broker' }),
    b: node('action.log', 'Log'),
  },
};

function open(more = {}) {
  const asked = serve({
    'GET /connections': [BROKER],
    'GET /catalogue': { kinds: [], connections: [KIND], texts: {} },
    'GET /flows': [{ id: 'pump' }],
    'GET /flows/pump': { document: FLOW, revision: 1, deployed: null },
    ...more,
  });
  show(<Connections />);
  return asked;
}
const last = (asked: { method: string; body: unknown }[], method: string) =>
  asked.filter((one) => one.method === method).at(-1)?.body;

beforeEach(() => as('engineer'));

test('a row says kind, state and message; the panel says who uses it', async () => {
  open();
  const row = (await screen.findAllByRole('row'))[1] as HTMLElement;
  await waitFor(() => expect(row.textContent).toMatch(/Laboratory.*MQTT.*Failed.*refused.*1$/));
  fireEvent.click(screen.getByRole('button', { name: 'Laboratory' }));
  const panel = screen.getByRole('complementary', { name: 'Connection Laboratory' });
  expect(panel.textContent).toContain('Pump Results');
});

test('a secret is not shown; unchanged, it goes back as it came', async () => {
  const asked = open({ 'PUT /connections/broker': BROKER });
  fireEvent.click(await screen.findByRole('button', { name: 'Laboratory' }));
  await screen.findByText('Set; never shown');
  fireEvent.change(screen.getByLabelText(/Host/), { target: { value: '10.0.0.2' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(last(asked, 'PUT')).toBeDefined());
  expect(last(asked, 'PUT')).toMatchObject({ settings: { host: '10.0.0.2', password: { set: true } } });
});

test('trying says what came of it, and says nothing any more after a change', async () => {
  const asked = open({
    'POST /connections/try': { ok: false, message: 'No answer within 3 s.', ms: 3004.4 },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Laboratory' }));
  const panel = screen.getByRole('complementary');
  fireEvent.click(within(panel).getByRole('button', { name: 'Try' }));
  expect((await within(panel).findByText(/No answer/)).textContent).toBe('No answer within 3 s. 3004 ms');
  expect(last(asked, 'POST')).toMatchObject({ id: 'broker', kind: 'mqtt' });
  fireEvent.change(screen.getByLabelText(/Host/), { target: { value: 'x' } });
  expect(within(panel).queryByText(/No answer/)).toBeNull();
});

test('a new connection gets an id from its name', async () => {
  const made = { ...BROKER, id: 'line-2', name: 'Line 2' };
  const asked = open({ 'POST /connections': made });
  await screen.findByRole('table');
  const button = screen.getByRole('button', { name: 'New connection' }) as HTMLButtonElement;
  await waitFor(() => expect(button.disabled).toBe(false));
  fireEvent.click(button);
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'Line 2' } });
  fireEvent.change(within(dialog).getByLabelText(/Host/), { target: { value: '10.0.0.3' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const wanted = { id: 'line-2', kind: 'mqtt', name: 'Line 2', settings: { host: '10.0.0.3' } };
  expect(last(asked, 'POST')).toEqual(wanted);
});

test('an operator looks, and is told why he cannot change', async () => {
  as('operator');
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'Laboratory' }));
  expect(await screen.findByText('Editing connections needs the role of an engineer.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'New connection' })).toBeNull();
});

test('only nodes that name a connection use one', () => {
  expect(usesIn(FLOW).map(({ connection, node: id }) => [connection, id])).toEqual([['broker', 'a']]);
});
