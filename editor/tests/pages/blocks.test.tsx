/** Parameters in settings: names offered after a brace, the value that a field gets, declarations; blocks in the inspector. */

import { act, fireEvent, renderHook, screen, waitFor, within } from '@testing-library/react';
import { ReactFlowProvider } from '@xyflow/react';
import { beforeEach, expect, test, vi } from 'vitest';

const { said } = vi.hoisted(() => ({ said: [] as string[] }));
vi.mock('@mantine/notifications', () => ({
  notifications: { show: ({ message }: { message: string }) => said.push(message) },
}));

import type { FlowDocument } from '../../src/api/types';
import { groupSelection, removeSelection } from '../../src/pages/editor/actions';
import { BlockDialogs } from '../../src/pages/editor/blocks/BlockDialogs';
import { BraceMenu } from '../../src/pages/editor/blocks/BraceMenu';
import { Crumbs } from '../../src/pages/editor/blocks/Crumbs';
import { Inspector } from '../../src/pages/editor/inspector/Inspector';
import { usePins } from '../../src/pages/editor/pins/pins';
import { usePreview } from '../../src/pages/editor/pins/usePreview';
import { useEditor } from '../../src/store';
import { closedPanes } from '../../src/store/uiSlice';
import { kinds, node, pump } from '../documents';
import { as, serve, show } from './place';

const store = useEditor.getState;
const CONFIG = {
  type: 'object',
  properties: {
    band: { type: 'number', title: 'Band', default: 0.5 },
    note: { type: 'string', title: 'Note' },
  },
};

function open(document: FlowDocument): void {
  const deadband = kinds.get('compute.deadband');
  const known = new Map(kinds).set('compute.deadband', { ...deadband, config: CONFIG } as never);
  useEditor.setState({ ...closedPanes, kinds: known, readOnly: false });
  store().open({ document, revision: 1, deployed: null });
  show(
    <ReactFlowProvider>
      <Crumbs />
      <Inspector />
      <BraceMenu />
      <BlockDialogs />
    </ReactFlowProvider>,
  );
}

function withParameters(): FlowDocument {
  const parameters = {
    band: { type: 'number' as const, default: 2, value: 3, unit: 'm' },
    base: { default: 'x' },
  };
  return { ...pump(), parameters };
}

beforeEach(() => {
  as('engineer');
  serve({ 'GET /blocks': [] });
});

test('after a brace names are offered; a number may be a parameter; the field says what it gets', () => {
  open(withParameters());
  act(() => store().select(['filter']));
  const field = screen.getByLabelText('Band') as HTMLInputElement;
  field.focus();
  fireEvent.input(field, { target: { value: '{b', selectionStart: 2 } });
  const menu = screen.getByRole('listbox', { name: 'Parameters' });
  expect(
    within(menu)
      .getAllByRole('option')
      .map((one) => one.textContent),
  ).toEqual(['{band}3 m', '{base}x ']);
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'ArrowUp' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(screen.queryByRole('listbox', { name: 'Parameters' })).toBeNull();
  expect(store().document?.nodes['filter']?.config['band']).toBe('{band}');
  expect(screen.getByText('= 3')).toBeTruthy();
  const note = screen.getByLabelText('Note');
  fireEvent.change(note, { target: { value: 'in {base}, {{band}}' } });
  expect(screen.getByText('= in x, {{band}}')).toBeTruthy();
});

test('parameters are declared in a table, given values in the settings of the flow, and renamed with their uses', async () => {
  const document = withParameters();
  document.nodes['filter'] = node('compute.deadband', 'Filter', [0, 0], { band: '{band}' });
  const before = JSON.stringify(document);
  open(document);
  const value = screen.getByLabelText('band') as HTMLInputElement;
  expect(value.value).toBe('3');
  fireEvent.change(value, { target: { value: '2' } });
  expect(store().document?.parameters['band']).toEqual({ type: 'number', default: 2, unit: 'm' });
  fireEvent.click(screen.getByRole('button', { name: 'Declare parameters…' }));
  const name = await screen.findByLabelText('Name of band');
  fireEvent.change(name, { target: { value: 'base' } });
  expect(name.getAttribute('aria-invalid')).toBe('true');
  fireEvent.change(name, { target: { value: 'width' } });
  fireEvent.blur(name);
  expect(store().document?.nodes['filter']?.config['band']).toBe('{width}');
  const least = screen.getByLabelText('Least of width');
  fireEvent.change(least, { target: { value: '1' } });
  fireEvent.keyDown(least, { key: 'Enter' });
  expect(store().document?.parameters['width']).toEqual({ type: 'number', default: 2, unit: 'm', min: 1 });
  fireEvent.click(screen.getByRole('button', { name: 'Remove of base' }));
  expect(Object.keys(store().document?.parameters ?? {})).toEqual(['width']);
  for (let n = 0; n < 4; n += 1) act(() => store().undo());
  expect(JSON.stringify(store().document)).toBe(before);
});

test('a node that stands for a block shows its values, what is not the default, and devices; inside, the block itself', () => {
  const block = {
    format: 'tundish.block/1' as const,
    id: 'guard',
    version: 2,
    name: 'Guard',
    parameters: { high: { type: 'number' as const, title: 'High', default: 80 } },
    nodes: { calm: node('compute.deadband', 'Calm', [0, 0], { band: '{high}' }) },
  };
  const document: FlowDocument = { ...pump(), blocks: { guard: block } };
  document.nodes['guard'] = node('block', 'Guard', [0, 0], {
    block: 'guard',
    version: 2,
    devices: [{ device: 'P1' }, { device: 'P2', high: 90 }],
  });
  open(document);
  act(() => store().select(['guard']));
  const high = screen.getByLabelText('High') as HTMLInputElement;
  expect(high.value).toBe('80');
  expect(screen.getByText(/One instance for 2 devices. 1 value differs/)).toBeTruthy();
  fireEvent.change(high, { target: { value: '85' } });
  expect(store().document?.nodes['guard']?.config['parameters']).toEqual({ high: 85 });
  fireEvent.click(screen.getByRole('button', { name: 'Back to the default' }));
  expect(store().document?.nodes['guard']?.config['parameters']).toEqual({});
  fireEvent.change(screen.getByLabelText('High, row 2'), { target: { value: '' } });
  expect(store().document?.nodes['guard']?.config['devices']).toEqual([{ device: 'P1' }, { device: 'P2' }]);
  act(() => store().undo());

  fireEvent.click(screen.getByRole('button', { name: 'Open' }));
  expect(store().scope).toEqual(['guard']);
  expect(screen.getByRole('navigation', { name: 'Where you are' }).textContent).toContain('Pump›Guard');
  act(() => store().select(['calm']));
  expect(screen.getByText('= 80')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Values of'), { target: { value: 'P2' } });
  expect(screen.getByText('= 90')).toBeTruthy();
  act(() => store().setUi({ deploying: true }));
  expect(store().scope).toEqual([]);
  expect(store().document).toBe(store().root);
});

test('a port that is removed says which wires outside go with it, and undo brings them back; ports are in no group', () => {
  const end: [string, string] = ['calm', 'samples'];
  const block = {
    format: 'tundish.block/1' as const,
    id: 'guard',
    inputs: [{ name: 'samples', carries: 'samples' as const, wires: [end] }],
    nodes: { calm: node('compute.deadband', 'Calm', [0, 0]) },
  };
  const document: FlowDocument = { ...pump(), blocks: { guard: block } };
  document.nodes['guard'] = node('block', 'Guard', [0, 0], { block: 'guard', version: 1 });
  document.wires = [...document.wires, { from: ['plc', 'samples'], to: ['guard', 'samples'] }];
  open(document);
  act(() => store().enter(['guard']));
  act(() => store().select(['in:samples', 'calm']));
  act(groupSelection);
  expect(store().root?.blocks?.['guard']?.groups?.[0]?.nodes).toEqual(['calm']);
  act(() => store().undo());
  act(() => store().select(['in:samples']));
  act(() => removeSelection());
  expect(store().root?.wires).toEqual(pump().wires);
  expect(said).toContain('1 wire outside went with the port; undo brings it back');
  act(() => store().undo());
  expect(store().root).toEqual(document);
});

test('while a block is open, pins try the flow as a whole, not the inside of the block', async () => {
  const block = {
    format: 'tundish.block/1' as const,
    id: 'guard',
    nodes: { plc: node('compute.deadband', 'Calm') },
  };
  const document: FlowDocument = { ...pump(), blocks: { guard: block } };
  document.nodes['guard'] = node('block', 'Guard', [0, 0], { block: 'guard', version: 1 });
  open(document);
  const asked = serve({ 'POST /flows/pump/preview': { nodes: {}, skipped: {} } });
  const one = { time: '2026-11-22T10:00:00Z', point: 'a', value: 1, quality: 'good' };
  usePins.setState({ flows: { pump: { 'plc/samples': { samples: [one], events: [] } as never } } });
  act(() => store().enter(['guard']));
  const { unmount } = renderHook(usePreview);
  await waitFor(() => expect(asked.length).toBe(1), { timeout: 10_000 });
  expect(asked[0]?.body).toMatchObject({ document: { nodes: { guard: { kind: 'block' } } } });
  unmount();
  usePins.setState({ flows: {} });
});
