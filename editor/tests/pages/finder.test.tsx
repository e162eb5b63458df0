/** The search of a flow: the hint in the box, the path of a block beside what is inside it, and going there. */

import { fireEvent, screen, waitFor } from '@testing-library/react';
import { ReactFlowProvider } from '@xyflow/react';
import { beforeEach, expect, test } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { Finder } from '../../src/pages/editor/finder';
import { useEditor } from '../../src/store';
import { closedPanes } from '../../src/store/uiSlice';
import { kinds, node, pump } from '../documents';
import { as, show } from './place';

const store = useEditor.getState;

function plant(): FlowDocument {
  const flow = pump();
  flow.nodes.pumps = node('block', 'Pumps', [0, 300], { block: 'room' });
  const calm = { calm: node('compute.deadband', 'Calm', [40, 40], { band: 7 }) };
  return { ...flow, blocks: { room: { format: 'tundish.block/1', id: 'room', nodes: calm } } };
}

beforeEach(() => {
  as('engineer');
  useEditor.setState({ ...closedPanes, kinds, readOnly: false });
  store().open({ document: plant(), revision: 1, deployed: null });
  show(
    <ReactFlowProvider>
      <Finder />
    </ReactFlowProvider>,
  );
});

test('a node inside a block is shown with the path of the block, and Enter opens the block and selects it', async () => {
  store().setUi({ finder: 'nodes' });
  const box = await screen.findByRole('combobox');
  expect(box.getAttribute('placeholder')).toMatch(/kind:.*point:/);
  fireEvent.change(box, { target: { value: 'kind:deadband' } });
  const texts = () => screen.getAllByRole('option').map((one) => one.textContent);
  expect(texts()).toEqual(['Filtercompute.deadband', 'Calmcompute.deadband · Pumps']);
  expect(screen.getByRole('button', { name: /^Select/ }).textContent).toBe('Select 1');
  fireEvent.change(box, { target: { value: 'calm' } });
  fireEvent.keyDown(box, { key: 'Enter' });
  await waitFor(() => expect(store().finder).toBeNull());
  expect([store().scope, store().selected]).toEqual([['pumps'], ['calm']]);
});

test('all that are found in what is open are selected at once, those elsewhere are not', async () => {
  store().setUi({ finder: 'nodes' });
  fireEvent.change(await screen.findByRole('combobox'), { target: { value: 'compute.deadband' } });
  fireEvent.click(screen.getByRole('button', { name: /^Select/ }));
  expect([store().scope, store().selected]).toEqual([[], ['filter']]);
});
