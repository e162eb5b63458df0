import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';

import type { FlowSummary } from '../../src/api/types';
import { bundleOf, isNewer } from '../../src/flow/bundle';
import Flows from '../../src/pages/flows';
import { useFlowDialog } from '../../src/pages/flows/dialogs';
import { emptyFlow, idError, idFor } from '../../src/pages/flows/identity';
import { wrongAt } from '../../src/pages/flows/jsonPlace';
import { readFlow } from '../../src/pages/flows/readFlow';
import { as, refused, serve, show } from './place';

const summary = (id: string, part: Partial<FlowSummary> = {}): FlowSummary => ({
  id,
  name: id,
  description: '',
  revision: 3,
  deployed: { version: 41, time: '2026-11-21T12:00:00Z', author: 'wang', comment: 'Calmer' },
  state: 'running',
  nodes: 5,
  problems: 0,
  changed: false,
  disabled: null,
  problem: '',
  stopped_nodes: [],
  ...part,
});
const FLOWS = [
  summary('pump', { name: 'Pump station', changed: true }),
  summary('oven', { state: 'draft', deployed: null, problems: 2 }),
];

beforeEach(() => {
  as('engineer');
  useFlowDialog.setState({ dialog: null });
  window.history.replaceState(null, '', '/');
});

async function open(flows = FLOWS, more = {}) {
  const asked = serve({ 'GET /flows': flows, ...more });
  show(<Flows />);
  if (flows.length) await screen.findByRole('table');
  return asked;
}
const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
async function choose(flow: string, action: string) {
  fireEvent.click(screen.getByRole('button', { name: `More for ${flow}` }));
  fireEvent.click(await screen.findByRole('menuitem', { name: action }));
  return screen.findByRole('dialog');
}

test('a row says state, version, draft and problems in words', async () => {
  await open();
  const [oven, pump] = screen.getAllByRole('row').slice(1) as [HTMLElement, HTMLElement];
  expect(pump.textContent).toMatch(/Pump station.*Running.*v41.*wang.*Calmer.*Changed/);
  expect(oven.textContent).toMatch(/Draft only.*Never deployed.*2 problems/);
});

test('the search looks at name and id', async () => {
  await open();
  type('Search name, kind, point', 'station');
  expect(screen.getAllByRole('row').length).toBe(2);
  type('Search name, kind, point', 'furnace');
  expect(screen.getByText('No flow matches “furnace”.')).toBeTruthy();
});

test('a new server teaches what a flow is', async () => {
  await open([]);
  expect(await screen.findByText('No flows yet')).toBeTruthy();
});

test('a new flow takes an id from its name and opens', async () => {
  const asked = await open(FLOWS, { 'POST /flows': {} });
  fireEvent.click(screen.getByRole('button', { name: 'New flow' }));
  await screen.findByRole('dialog');
  type('Name', 'Pump');
  expect((screen.getByLabelText('Id') as HTMLInputElement).value).toBe('pump-2');
  fireEvent.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(window.location.pathname).toBe('/flows/pump-2'));
  expect(asked.at(-1)?.body).toEqual({ document: emptyFlow('pump-2', 'Pump', '') });
});

test('an id that is taken is told before it is sent', async () => {
  await open();
  fireEvent.click(screen.getByRole('button', { name: 'New flow' }));
  await screen.findByRole('dialog');
  type('Name', 'X');
  type('Id', 'pump');
  expect(screen.getByRole('alert').textContent).toContain('pump already');
});

test('deleting needs the id typed, and says why the server refused', async () => {
  const asked = await open(FLOWS, { 'DELETE /flows/pump': refused(412, { detail: 'Saved meanwhile.' }) });
  const dialog = await choose('Pump station', 'Delete');
  const button = within(dialog).getByRole('button', { name: 'Delete' }) as HTMLButtonElement;
  expect(button.disabled).toBe(true);
  type('Type pump to confirm', 'pump');
  fireEvent.click(button);
  expect((await screen.findByRole('alert')).textContent).toBe('Saved meanwhile.');
  expect(asked.at(-1)?.method).toBe('DELETE');
});

test('stopping is asked once and sent', async () => {
  const asked = await open(FLOWS, { 'POST /flows/pump/stop': {} });
  const dialog = await choose('Pump station', 'Stop');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(asked.some((one) => one.path === '/flows/pump/stop')).toBe(true));
});

test('an operator disables a flow with a reason, and enables it again', async () => {
  as('operator');
  const off = summary('oven', {
    state: 'disabled',
    disabled: { by: 'li', time: '', why: 'sensor is mended' },
  });
  const asked = await open([summary('pump', { name: 'Pump station' }), off], {
    'POST /flows/pump/disable': {},
    'POST /flows/oven/enable': {},
  });
  expect(screen.getByText('li: sensor is mended')).toBeTruthy();
  const dialog = await choose('Pump station', 'Disable…');
  type('Reason, for those who come after', 'noise');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable' }));
  await waitFor(() =>
    expect(asked.find((one) => one.path === '/flows/pump/disable')?.body).toEqual({ why: 'noise' }),
  );
  fireEvent.click(screen.getByRole('button', { name: 'More for oven' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Enable' }));
  await waitFor(() => expect(asked.some((one) => one.path === '/flows/oven/enable')).toBe(true));
});

test('a failed flow says why and is started again; stopped nodes are named', async () => {
  as('operator');
  const failed = summary('oven', {
    state: 'failed',
    problem: 'The flow broke: x',
    stopped_nodes: ['culprit'],
  });
  const asked = await open([failed], { 'POST /flows/oven/restart': {} });
  expect(screen.getByText('The flow broke: x')).toBeTruthy();
  expect(screen.getByText('culprit is stopped')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'More for oven' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Start again' }));
  await waitFor(() => expect(asked.some((one) => one.path === '/flows/oven/restart')).toBe(true));
});

test('a viewer opens and exports, nothing else', async () => {
  as('viewer');
  await open();
  expect(screen.queryByRole('button', { name: 'New flow' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'More for Pump station' }));
  const items = await screen.findAllByRole('menuitem');
  expect(items.map((item) => item.textContent)).toEqual(['Open', 'Export as JSON', 'Export as a bundle']);
});

test('an import is checked, gets a free id, and lists the problems it will have', async () => {
  const problem = {
    severity: 'error',
    code: 'kind',
    message: 'No such kind.',
    hint: '',
    node: 'n',
    field: null,
    wire: null,
  };
  const asked = await open(FLOWS, { 'POST /flows/validate': { problems: [problem] }, 'POST /flows': {} });
  fireEvent.click(screen.getByRole('button', { name: 'Import' }));
  await screen.findByRole('dialog');
  type('Or paste the JSON here', JSON.stringify(emptyFlow('pump', 'Pump', '')));
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  expect((await screen.findByText(/No such kind/)).textContent).toContain('n ');
  expect((screen.getByLabelText('Id') as HTMLInputElement).value).toBe('pump-2');
  fireEvent.click(screen.getByRole('button', { name: 'Import as draft' }));
  await waitFor(() => expect(useFlowDialog.getState().dialog).toBeNull());
  const sent = asked.find((one) => one.method === 'POST' && one.path === '/flows')?.body;
  expect(sent).toMatchObject({ document: { id: 'pump-2' } });
});

test('a bundle says what of it is new here, the same or different, what is missing, and brings its new blocks', async () => {
  const block = (id: string, name: string) => ({ format: 'tundish.block/1' as const, id, name });
  const flow = {
    ...emptyFlow('mixer', 'Mixer', ''),
    nodes: {
      plc: {
        kind: 'source.modbus',
        version: 1,
        name: 'PLC',
        config: { connection: 'plc' },
        position: [0, 0] as const,
      },
      odd: { kind: 'magic.wand', version: 1, name: 'Odd', config: {}, position: [0, 0] as const },
    },
    blocks: { a: block('a', 'A'), b: block('b', 'B'), c: block('c', 'C') },
  };
  const bundle = bundleOf(flow as never, [{ id: 'plc', name: 'Mixer PLC', kind: 'modbus' }], '0.9.0');
  expect(JSON.stringify(bundle)).not.toContain('secret');
  const asked = await open(FLOWS, {
    'POST /flows/validate': { problems: [] },
    'POST /flows': {},
    'GET /status': { version: '1.0.0' },
    'GET /connections': [],
    'GET /catalogue': { kinds: [{ kind: 'source.modbus' }], connections: [], texts: {} },
    'GET /blocks': [{ id: 'b' }, { id: 'c' }],
    'GET /blocks/b': { document: { ...block('b', 'B'), version: 7 } },
    'GET /blocks/c': { document: block('c', 'Another C') },
    'PUT /blocks/a': { version: 1 },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Import' }));
  await screen.findByRole('dialog');
  type('Or paste the JSON here', JSON.stringify({ ...bundle, tundish: '1.0.1' }));
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  expect(await screen.findByText(/newer Tundish \(1\.0\.1\); this one is 1\.0\.0/)).toBeTruthy();
  type('Or paste the JSON here', JSON.stringify(bundle));
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  await screen.findByText('Mixer PLC');
  const cells = screen.getAllByRole('row').map((row) => row.textContent);
  expect(cells).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Anew'),
      expect.stringContaining('Bthe same'),
      expect.stringContaining('Cother than'),
      expect.stringContaining('Mixer PLCmodbusnot here'),
    ]),
  );
  expect(screen.getByText(/not installed here: magic\.wand/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Import as draft' }));
  await waitFor(() => expect(useFlowDialog.getState().dialog).toBeNull());
  expect(asked.filter((one) => one.method === 'PUT').map((one) => one.path)).toEqual(['/blocks/a']);
  expect(isNewer('1.10', '1.9.9') && !isNewer('1.9', '1.9.0') && !isNewer('', '0.1')).toBe(true);
});

test('a bundle whose blocks cannot be kept says so; once more, only these are tried, under the names they have there', async () => {
  const blocks = { a: { format: 'tundish.block/1', id: 'other' }, b: { format: 'tundish.block/1', id: 'b' } };
  let away = true;
  const asked = await open(FLOWS, {
    'POST /flows/validate': { problems: [] },
    'POST /flows': {},
    'GET /connections': [],
    'GET /catalogue': { kinds: [], connections: [], texts: {} },
    'GET /blocks': [],
    'PUT /blocks/a': { version: 1 },
    'PUT /blocks/b': () => (away ? refused(422, { title: 'This is no block' }) : { version: 1 }),
  });
  fireEvent.click(screen.getByRole('button', { name: 'Import' }));
  await screen.findByRole('dialog');
  type('Or paste the JSON here', JSON.stringify({ ...emptyFlow('mixer', 'Mixer', ''), blocks }));
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  const submit = await screen.findByRole('button', { name: 'Import as draft' });
  fireEvent.click(submit);
  expect(await screen.findByText(/The flow is imported/)).toBeTruthy();
  away = false;
  fireEvent.click(submit);
  await waitFor(() => expect(useFlowDialog.getState().dialog).toBeNull());
  expect(asked.filter((one) => one.method === 'POST' && one.path === '/flows')).toHaveLength(1);
  expect(asked.find((one) => one.path === '/blocks/a')?.body).toMatchObject({ id: 'a' });
});

test.each([
  ['nothing', ' ', 'import.error.empty', {}],
  ['no JSON', '{\n "a": }', 'import.error.json', { line: 2, column: 7, found: '}' }],
  ['half a file', '{"a": 1', 'import.error.jsonEnd', { line: 1 }],
  ['a list', '[]', 'import.error.object', {}],
  ['something else', '{"id": 1}', 'import.error.noFormat', {}],
  ['another version', '{"format": "tundish.flow/9"}', 'import.error.format', { found: 'tundish.flow/9' }],
  [
    'a newer bundle',
    '{"format": "tundish.bundle/2", "tundish": "2.0"}',
    'import.error.newer',
    { version: '2.0' },
  ],
  ['no nodes', '{"format": "tundish.flow/1", "nodes": []}', 'import.error.nodes', {}],
  ['no wires', '{"format": "tundish.flow/1", "nodes": {}}', 'import.error.wires', {}],
  ['a node that is none', '{"format": "tundish.flow/1", "nodes": {"a": null}}', 'import.error.nodes', {}],
  [
    'blocks that are none',
    '{"format": "tundish.flow/1", "nodes": {}, "wires": [], "blocks": {"a": {"nodes": {"b": 1}}}}',
    'import.error.blocks',
    {},
  ],
])('importing %s says what is wrong', (_, text, key, values) => {
  expect(readFlow(text)).toMatchObject({ ok: false, key, values });
});

test('a text is wrong somewhere exactly when it is not JSON', () => {
  const json = fc.json();
  fc.assert(
    fc.property(json, (text) => {
      expect(wrongAt(text)).toBe(-1);
    }),
  );
  fc.assert(
    fc.property(json, fc.nat(), fc.constantFrom('', ',', '}', '"', '0', 'x', ' '), (text, place, sign) => {
      const at = place % (text.length + 1);
      const damaged = text.slice(0, at) + sign + text.slice(at + 1);
      expect(wrongAt(damaged) === -1).toBe(isJson(damaged));
    }),
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('parts that may be left out are filled in', () => {
  const read = readFlow('{"format": "tundish.flow/1", "id": "a", "nodes": {}, "wires": []}');
  expect(read).toEqual({ ok: true, document: emptyFlow('a', 'a', ''), connections: [] });
});

test.each([
  ['Pump station 2', 'pump-station-2'],
  ['  Öl & Gas! ', 'ol-gas'],
  ['泵站', 'flow'],
  ['2 号泵', '2'],
  ['Pump', 'pump-2'],
])('the id proposed for %s is %s', (name, id) => {
  expect(idFor(name, new Set(['pump']))).toBe(id);
});

test.each([
  ['', 'id.empty'],
  ['Pump', 'id.form'],
  ['-a', 'id.form'],
  ['a'.repeat(65), 'id.form'],
  ['pump', 'id.taken'],
  ['pump-2', null],
])('id %s: %s', (id, error) => {
  expect(idError(id, new Set(['pump']))).toBe(error);
});

const EXAMPLES = [
  { ...emptyFlow('line-oee', 'OEE of a line', 'Availability and performance') },
  {
    ...emptyFlow('pump', 'Peak demand', 'Demand of each 15 minutes'),
    nodes: {
      meter: { kind: 'source.simulate', version: 1, name: 'Meter', config: {}, position: [0, 0] as const },
      limit: { kind: 'alarm.limit', version: 1, name: 'Limit', config: {}, position: [232, 0] as const },
    },
    wires: [{ from: ['meter', 'samples'], to: ['limit', 'samples'] }],
  },
];

test('a flow begins as an example that was searched for, under a free id', async () => {
  const asked = await open(FLOWS, { 'GET /examples': EXAMPLES, 'POST /flows': {} });
  fireEvent.click(screen.getByRole('button', { name: 'New from example' }));
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findAllByRole('radio')).toHaveLength(2);
  const create = within(dialog).getByRole('button', { name: 'Create' }) as HTMLButtonElement;
  expect(create.disabled).toBe(true);
  type('Search examples', 'limit simulate');
  fireEvent.click(within(dialog).getByRole('radio', { name: 'Peak demand' }));
  expect(dialog.querySelectorAll('.fl-picture rect')).toHaveLength(2);
  expect(dialog.querySelectorAll('.fl-picture path')).toHaveLength(1);
  expect((screen.getByLabelText('Id') as HTMLInputElement).value).toBe('pump-2');
  fireEvent.click(create);
  await waitFor(() => expect(window.location.pathname).toBe('/flows/pump-2'));
  const sent = asked.find((request) => request.path === '/flows' && request.method === 'POST');
  expect(sent?.body).toMatchObject({ document: { id: 'pump-2', name: 'Peak demand', wires: [{}] } });
});

test('a search without a match says so', async () => {
  await open(FLOWS, { 'GET /examples': EXAMPLES });
  fireEvent.click(screen.getByRole('button', { name: 'New from example' }));
  await screen.findAllByRole('radio');
  type('Search examples', 'pasta');
  expect(screen.getByText('No example matches “pasta”.')).toBeTruthy();
});

test('flows go into folders by menu and by drag; several are moved and disabled at once; one is locked with a reason', async () => {
  const flows = [...FLOWS, summary('mill', { folder: 'Ore' })];
  const asked = await open(flows, {
    'POST /flows/pump/folder': { folder: 'Ore' },
    'POST /flows/oven/folder': { folder: 'Ore' },
    'POST /flows/mill/lock': { state: 'locked' },
    'POST /flows/pump/disable': { state: 'disabled' },
    'POST /flows/mill/disable': { state: 'disabled' },
  });
  const folders = screen.getByRole('navigation', { name: 'Folders' });
  expect(within(folders).getByRole('button', { name: /Ore/ }).textContent).toBe('Ore1');

  await choose('Pump station', 'Move to folder…');
  type('Folder', 'Ore');
  fireEvent.click(screen.getByRole('button', { name: 'Move' }));
  await waitFor(() => expect(asked.some(({ path }) => path === '/flows/pump/folder')).toBe(true));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  const dataTransfer = { types: ['application/x-tundish-flows'], getData: () => '["oven"]' };
  fireEvent.drop(within(folders).getByRole('button', { name: /Ore/ }), { dataTransfer });
  await waitFor(() => expect(asked.some(({ path }) => path === '/flows/oven/folder')).toBe(true));

  for (const name of ['Pump station', 'mill']) fireEvent.click(screen.getByLabelText(`Select ${name}`));
  fireEvent.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'Disable…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Disable 2 flows?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Disable' }));
  await waitFor(() => expect(asked.some(({ path }) => path === '/flows/mill/disable')).toBe(true));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

  await choose('mill', 'Lock…');
  type('Reason', 'commissioning');
  fireEvent.click(screen.getByRole('button', { name: 'Lock' }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path === '/flows/mill/lock')?.body).toEqual({ why: 'commissioning' }),
  );
});
