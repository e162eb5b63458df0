/** The tab JSON of two versions that are compared: lines that changed, folds, the way from change to change. */

import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { Drawer } from '../../src/pages/editor/drawer/Drawer';
import { useEditor } from '../../src/store';
import { compare, endCompare } from '../../src/store/compare';
import { closedPanes } from '../../src/store/uiSlice';
import { kinds, pump } from '../documents';
import { as, serve, show } from './place';

/** The band of the filter and the name of the log differ. */
function later(): FlowDocument {
  const flow = pump();
  const { filter, log } = flow.nodes as { filter: FlowDocument['nodes'][string]; log: typeof filter };
  flow.nodes.filter = { ...filter, config: { ...filter.config, band: 0.7 } };
  flow.nodes.log = { ...log, name: 'Notes' };
  return flow;
}

async function open(after: FlowDocument) {
  serve({
    'GET /flows/pump/versions/1': { version: 1, document: pump() },
    'GET /flows/pump/versions/2': { version: 2, document: after },
  });
  show(<Drawer />);
  await act(() => compare({ version: 1 }, { version: 2 }));
  fireEvent.click(screen.getByRole('tab', { name: 'JSON' }));
}
const rows = (what: string) =>
  [...document.querySelectorAll(`tr[data-what="${what}"] code`)].map((code) => code.textContent?.trim());
const folds = () => screen.getAllByRole('button', { name: /unchanged line/ });

beforeEach(() => {
  as('engineer');
  useEditor.setState({ ...closedPanes, kinds, readOnly: false, drawerOpen: true });
  useEditor.getState().open({ document: pump(), revision: 1, deployed: null });
});
afterEach(async () => {
  act(endCompare);
  await i18next.changeLanguage('en');
});

test('changed lines are marked, for those who do not see colours too', async () => {
  await open(later());
  expect(rows('removed')).toEqual(['"config": {"band": 0.5, "x": [1, 2]},', '"name": "Log",']);
  expect(rows('added')).toEqual(['"config": {"band": 0.7, "x": [1, 2]},', '"name": "Notes",']);
  expect(screen.getByRole('table', { name: 'v1 and v2, line by line' })).toBeTruthy();
  expect(screen.getByText('2 removed, 2 added')).toBeTruthy();
  expect(screen.getAllByText('Removed')).toHaveLength(2);
});

test('what is the same is folded and can be looked at', async () => {
  await open(later());
  const [first] = folds() as [HTMLElement];
  const before = document.querySelectorAll('code').length;
  expect(first.getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(first);
  expect(first.getAttribute('aria-expanded')).toBe('true');
  expect(document.querySelectorAll('code').length).toBeGreaterThan(before);
  expect(document.querySelector('code')?.textContent).toBe('{');
  fireEvent.click(first);
  expect(document.querySelectorAll('code')).toHaveLength(before);
});

test('from change to change, round the ends', async () => {
  await open(later());
  const current = () => document.querySelector('[aria-current="true"] code')?.textContent?.trim();
  const [band, name] = ['"config": {"band": 0.5, "x": [1, 2]},', '"name": "Log",'];
  const press = (button: string) => fireEvent.click(screen.getByRole('button', { name: button }));
  expect(current()).toBeUndefined();
  press('Next change');
  expect(current()).toBe(band);
  press('Next change');
  expect(current()).toBe(name);
  press('Next change');
  expect(current()).toBe(band);
  press('Previous change');
  expect(current()).toBe(name);
});

test('the first step back is to the last change', async () => {
  await open(later());
  fireEvent.click(screen.getByRole('button', { name: 'Previous change' }));
  expect(document.querySelector('[aria-current="true"] code')?.textContent?.trim()).toBe('"name": "Log",');
});

test('two versions that are the same say so; in the language of the reader', async () => {
  await open({ ...pump(), wires: [...pump().wires].reverse() });
  expect(screen.getByText('Both documents are the same, line by line.')).toBeTruthy();
  await act(async () => void (await i18next.changeLanguage('zh')));
  await waitFor(() => expect(screen.getByText('两份文档逐行相同。')).toBeTruthy());
});

test('arrow keys lead to the tab, and it is there only while two documents are compared', async () => {
  await open(later());
  fireEvent.keyDown(screen.getByRole('tab', { name: 'JSON' }), { key: 'ArrowLeft' });
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('Differences');
  fireEvent.keyDown(screen.getByRole('tab', { name: 'Differences' }), { key: 'ArrowRight' });
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('JSON');
  act(endCompare);
  act(() => useEditor.getState().setUi({ deploying: true, drawerTab: 'json' }));
  expect(screen.queryByRole('tab', { name: 'JSON' })).toBeNull();
  act(() => useEditor.getState().setUi({ deploying: false }));
});
