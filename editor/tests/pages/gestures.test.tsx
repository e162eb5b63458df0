import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { ReactFlowProvider } from '@xyflow/react';
import i18next from 'i18next';
import { beforeEach, expect, test, vi } from 'vitest';

import { ChooseList } from '../../src/components/ChooseList';
import { changeCount, difference } from '../../src/flow/difference';
import { nudge } from '../../src/pages/editor/actions';
import { NodeName } from '../../src/pages/editor/canvas/NodeName';
import { QuickAdd } from '../../src/pages/editor/canvas/QuickAdd';
import { DifferenceTable } from '../../src/pages/editor/deploy/DifferenceTable';
import { Finder } from '../../src/pages/editor/finder';
import { offered } from '../../src/pages/editor/finder/commands';
import { FlowSettings } from '../../src/pages/editor/inspector/FlowSettings';
import { useEditor } from '../../src/store';
import { kinds, pump } from '../documents';
import { as, show } from './place';

const store = () => useEditor.getState();
const place = (id: string) => store().document?.nodes[id]?.position;

beforeEach(() => {
  as('engineer');
  useEditor.setState({ kinds });
  store().open({ document: pump(), revision: 1, deployed: null });
  useEditor.setState({ readOnly: false });
});

test('while an input method composes, Enter is its own: pinyin becomes characters, nothing is chosen', () => {
  const chosen = vi.fn();
  show(
    <ChooseList
      label="Search"
      none=""
      choices={[{ key: 'a', text: '报警' }]}
      text="bao"
      onText={() => {}}
      onChoose={chosen}
    />,
  );
  const field = screen.getByRole('combobox');
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  expect(chosen).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(chosen).toHaveBeenCalledWith('a');
});

test('a name is typed with an input method: its Enter and Escape are not those of the field', () => {
  store().setUi({ renaming: 'filter' });
  show(<NodeName id="filter" name="Filter" />);
  const field = screen.getByRole('textbox') as HTMLInputElement;
  field.value = '滤波器';
  for (const key of ['Escape', 'Enter']) fireEvent.keyDown(field, { key, isComposing: true });
  expect(store().document?.nodes['filter']?.name).toBe('Filter');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(store().document?.nodes['filter']?.name).toBe('滤波器');
});

test('arrow keys move a group with its nodes, once those that are selected as well, and undo brings them back', () => {
  store().select(['group:g', 'filter']);
  nudge(1, 0);
  nudge(0, 2);
  expect([place('filter'), place('limits'), place('plc')]).toEqual([
    [256, 32],
    [488, 32],
    [16, 16],
  ]);
  store().undo();
  expect(JSON.stringify(store().document)).toBe(JSON.stringify(pump()));
});

test('the palette offers to delete and rename whatever is selected, and to wire only one node', () => {
  const names = () => offered().map((one) => one.name);
  store().select([]);
  expect(names()).not.toContain('remove');
  store().select(['note:n']);
  expect(names()).toEqual(expect.arrayContaining(['remove', 'rename', 'duplicate']));
  store().select(['group:g']);
  expect(names()).toEqual(expect.arrayContaining(['remove', 'rename']));
  expect(names()).not.toContain('duplicate');
  store().select(['note:n', 'filter']);
  expect(names()).toContain('wire');
  expect(names()).not.toContain('rename');
});

test('a node is wired by keys although a note is selected too; the keyboard returns to where it was', async () => {
  show(
    <ReactFlowProvider>
      <button type="button">place</button>
      <Finder />
    </ReactFlowProvider>,
  );
  const before = screen.getByRole('button', { name: 'place' });
  before.focus();
  store().select(['note:n', 'plc']);
  store().setUi({ finder: 'wire' });
  const options = await screen.findAllByRole('option');
  expect(options.map((one) => one.textContent)).toContain('To Limitssamples → samples');
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Escape' });
  await waitFor(() => expect(document.activeElement).toBe(before));
});

test('the list of kinds stands on the screen although its node does not', () => {
  store().setUi({ quickAdd: { x: -700, y: -400, from: null } });
  show(
    <ReactFlowProvider>
      <QuickAdd />
    </ReactFlowProvider>,
  );
  const { left, top } = screen.getByRole('dialog').style;
  expect([left, top]).toEqual(['8px', '8px']);
});

test('which traces are kept is chosen for the flow, and undone', () => {
  show(<FlowSettings />);
  const choice = screen.getByLabelText(/Traces kept/) as HTMLSelectElement;
  expect(choice.value).toBe('sampled');
  fireEvent.change(choice, { target: { value: 'problems' } });
  expect(store().document?.tracing).toBe('problems');
  store().undo();
  expect(JSON.stringify(store().document)).toBe(JSON.stringify(pump()));
});

test('what is changed for the flow as a whole is shown before it is deployed, in both languages', async () => {
  const after = {
    ...pump(),
    isolation: 'lab',
    tracing: 'off' as const,
    parameters: { band: { default: 1 } },
  };
  const found = difference(pump(), after);
  expect(changeCount(found)).toBe(3);
  show(<DifferenceTable found={found} before={pump()} after={after} titles={['v1', 'Draft']} />);
  const rows = () =>
    screen.getAllByRole('row').map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent));
  expect(rows().slice(1)).toEqual([
    ['~Flow', 'Parameters', '–', 'changed'],
    ['~Flow', 'Isolation group', '–', 'lab'],
    ['~Flow', 'Traces kept', 'Errors and actions, the others as there is room', 'None'],
  ]);
  await act(async () => void (await i18next.changeLanguage('zh')));
  expect(rows()[3]).toEqual(['~流程', '保留的追踪', '出错和有动作的，其余抽样保留', '不保留']);
  await act(async () => void (await i18next.changeLanguage('en')));
});
