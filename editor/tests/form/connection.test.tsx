/** The field for a connection: choose one, try it, make a new one without leaving the flow. */

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import '../../src/i18n';
import type { Config, Schema } from '../../src/api/types';
import { setIn } from '../../src/commands/paths';
import { SchemaForm } from '../../src/form/SchemaForm';
import { useEditor } from '../../src/store';
import { refused, serve, show } from '../pages/place';

const schema: Schema = {
  type: 'object',
  properties: {
    connection: {
      type: 'string',
      title: 'Connection',
      'x-widget': 'connection',
      'x-connection-kinds': ['mqtt', 'mqtts'],
    },
  },
};
const text = (title: string) => ({ type: 'string', title });
const kind = (name: string, title: string) => ({
  kind: name,
  title,
  settings: { type: 'object', properties: { host: text(`Host of ${title}`) } },
});
const one = (id: string, of: string, name: string, state: string, message = '') => ({
  id,
  kind: of,
  name,
  settings: { host: `${id}.example` },
  status: { state, message },
});
const BROKER = one('broker', 'mqtt', 'Laboratory', 'connected');
const CELLAR = one('cellar', 'mqtt', 'Cellar', 'failed', 'connection refused by cellar.example');
const PLC = one('plc', 'modbus', 'PLC', 'connected');

let value: Config;
function Harness({ start, disabled }: { start: string; disabled: boolean }) {
  const [own, setOwn] = useState<Config>({ connection: start });
  value = own;
  return (
    <SchemaForm
      schema={schema}
      value={own}
      disabled={disabled}
      onChange={(path, next) => setOwn((old) => setIn(old, path, next))}
    />
  );
}

function open(start: string, answers = {}, disabled = false) {
  const asked = serve({ 'GET /connections': [BROKER, CELLAR, PLC], ...answers });
  show(<Harness start={start} disabled={disabled} />);
  return asked;
}

const choice = () => screen.getByLabelText('Connection') as HTMLSelectElement;
const names = () => [...choice().options].map((option) => option.text);
const posted = (asked: ReturnType<typeof serve>) => asked.filter(({ method }) => method === 'POST');

beforeEach(() =>
  useEditor.setState({
    connectionKinds: [
      kind('mqtt', 'MQTT'),
      kind('modbus', 'Modbus'),
      kind('mqtts', 'MQTT with TLS'),
    ] as never,
  }),
);
afterEach(() => vi.unstubAllGlobals());

test('those of a fitting kind are offered; the chosen one shows its state', async () => {
  open('');
  await screen.findByText('Cellar');
  expect(names()).toEqual(['Choose a connection', 'Laboratory', 'Cellar']);
  expect(screen.queryByRole('button', { name: 'Try' })).toBeNull();
  fireEvent.change(choice(), { target: { value: 'broker' } });
  expect(value).toEqual({ connection: 'broker' });
  expect(names()).toEqual(['Laboratory', 'Cellar']);
  expect(screen.getByRole('status').textContent).toBe('Connected');
  fireEvent.change(choice(), { target: { value: 'cellar' } });
  expect(screen.getByRole('status').textContent).toBe('connection refused by cellar.example');
});

test('one that is gone is named, not silently another', async () => {
  open('lost');
  await screen.findByText('Cellar');
  expect(names()[0]).toBe('lost (not found)');
  expect(choice().value).toBe('lost');
  expect(value).toEqual({ connection: 'lost' });
});

test('a try that works says what was found and how long it took', async () => {
  const asked = open('broker', {
    'POST /connections/try': { ok: true, message: 'Broker answers', ms: 12.4 },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Try' }));
  expect(screen.getByRole('status').textContent).toBe('Trying…');
  await screen.findByText('Broker answers · 12 ms');
  expect(posted(asked)[0]?.body).toEqual({
    id: 'broker',
    kind: 'mqtt',
    settings: { host: 'broker.example' },
  });
});

test.each([
  [
    'of the equipment',
    { ok: false, message: 'Name or password is wrong', ms: 3 },
    'Name or password is wrong',
  ],
  ['of the server', refused(403, { detail: 'You may not try connections' }), 'You may not try connections'],
])('a try that fails says so in the words %s', async (_, answer, words) => {
  open('broker', { 'POST /connections/try': answer });
  fireEvent.click(await screen.findByRole('button', { name: 'Try' }));
  await screen.findByText(words);
  expect((screen.getByRole('button', { name: 'Try' }) as HTMLButtonElement).disabled).toBe(false);
});

test('who may change nothing is offered no new one', async () => {
  open('broker', {}, true);
  await screen.findByRole('button', { name: 'Try' });
  expect(choice().disabled).toBe(true);
  expect(screen.queryByRole('button', { name: 'New connection' })).toBeNull();
});

async function newOne() {
  fireEvent.click(await screen.findByRole('button', { name: 'New connection' }));
  const dialog = within(await screen.findByRole('dialog'));
  const type = (label: string, words: string) =>
    fireEvent.change(dialog.getByLabelText(label), { target: { value: words } });
  const press = (name: string) => fireEvent.click(dialog.getByRole('button', { name }));
  return { dialog, type, press };
}

test('a new one: of a fitting kind, tried, made, chosen', async () => {
  const made = one('shed', 'mqtts', 'Shed', 'unused');
  let all = [BROKER, CELLAR, PLC];
  const asked = open('', {
    'GET /connections': () => all,
    'POST /connections/try': { ok: true, message: 'Broker answers', ms: 5 },
    'POST /connections': () => {
      all = [...all, made];
      return made;
    },
  });
  const { dialog, type, press } = await newOne();
  const kinds = dialog.getByLabelText('Kind') as HTMLSelectElement;
  expect([...kinds.options].map((option) => option.text)).toEqual(['MQTT', 'MQTT with TLS']);
  expect((dialog.getByRole('button', { name: 'Create' }) as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(kinds, { target: { value: 'mqtts' } });
  type('Host of MQTT with TLS', 'shed.example');
  press('Try');
  await dialog.findByText('Broker answers · 5 ms');
  type('Name', '  Shed ');
  press('Create');
  await waitFor(() => expect(value).toEqual({ connection: 'shed' }));
  const settings = { host: 'shed.example' };
  expect(posted(asked).map(({ path, body }) => [path, body])).toEqual([
    ['/connections/try', { kind: 'mqtts', settings }],
    ['/connections', { kind: 'mqtts', name: 'Shed', settings }],
  ]);
  await waitFor(() => expect(names()).toEqual(['Laboratory', 'Cellar', 'Shed']));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a new one that fails: the words of the try and of the server, the dialog stays with what was typed', async () => {
  open('', {
    'POST /connections/try': { ok: false, message: 'No answer from shed.example', ms: 5000 },
    'POST /connections': refused(422, { detail: 'There is one of that name' }),
  });
  const { dialog, type, press } = await newOne();
  type('Host of MQTT', 'shed.example');
  press('Try');
  expect((await dialog.findByText('No answer from shed.example')).className).toContain('field-error');
  type('Name', 'Laboratory');
  press('Create');
  await dialog.findByText('There is one of that name');
  expect((dialog.getByLabelText('Name') as HTMLInputElement).value).toBe('Laboratory');
  expect(value).toEqual({ connection: '' });
});

test('settings of one kind are not sent with another', async () => {
  const asked = open('', { 'POST /connections/try': { ok: true, message: 'Broker answers', ms: 5 } });
  const { dialog, type, press } = await newOne();
  type('Host of MQTT', 'shed.example');
  fireEvent.change(dialog.getByLabelText('Kind'), { target: { value: 'mqtts' } });
  press('Try');
  await dialog.findByText('Broker answers · 5 ms');
  expect(posted(asked)[0]?.body).toEqual({ kind: 'mqtts', settings: {} });
});
