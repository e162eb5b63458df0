/** Leaving with something unsaved asks; a lock of somebody else makes the flow read only; versions are filtered. */

import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { setFlow } from '../../src/commands/change';
import { Drafts } from '../../src/pages/editor/drawer/Drafts';
import { Versions } from '../../src/pages/editor/drawer/Versions';
import { Leaving } from '../../src/pages/editor/merge/Leaving';
import { startDraft } from '../../src/pages/editor/merge/startDraft';
import { initials } from '../../src/pages/editor/presence/people';
import { useEditor } from '../../src/store';
import { saveNow, startAutosave } from '../../src/store/autosave';
import { compare, endCompare } from '../../src/store/compare';
import * as localCopy from '../../src/store/localCopy';
import { kinds, pump } from '../documents';
import { as, serve, show } from './place';

const store = () => useEditor.getState();
const locked = { by: 'wang', time: '2026-11-22T10:00:00Z', why: 'commissioning' };
const VERSIONS = [2, 1].map((version) => ({
  version,
  time: '2026-11-22T10:00:00Z',
  author: version === 2 ? 'wang' : 'ann',
  comment: `Comment ${version}`,
}));

beforeEach(() => {
  as('engineer');
  useEditor.setState({ kinds, readOnly: false, lockedOut: null, deploying: false });
  window.history.replaceState(null, '', '/flows/pump');
  store().open({ document: pump(), revision: 1, deployed: null });
});

test('a link asks before it leads away from what the server has not; all saved, it leads away', () => {
  serve({});
  const stop = startDraft('pump', true);
  show(
    <>
      <a href="/points" onClick={(event) => event.preventDefault()}>
        Points
      </a>
      <Leaving />
    </>,
  );
  fireEvent.click(screen.getByRole('link'));
  expect(screen.queryByRole('dialog')).toBeNull();
  act(() => store().setDraft({ saveState: 'offline' }));
  fireEvent.click(screen.getByRole('link'));
  expect(screen.getByRole('dialog', { name: 'Not everything is saved' })).not.toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect([store().leaving, location.pathname]).toEqual([null, '/flows/pump']);
  fireEvent.click(screen.getByRole('link'));
  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  expect([store().leaving, location.pathname]).toEqual([null, '/points']);
  act(() => store().setDraft({ saveState: 'saved' }));
  stop();
});

test('what was typed before the copy of a closed tab was found is merged with it, not replaced', async () => {
  const asked = serve({ 'PUT /flows/pump': { revision: 2 } });
  const copy = { document: { ...pump(), name: 'Kept' }, saved: pump(), revision: 1, time: '' };
  let find = (_: localCopy.LocalCopy) => {};
  const found = new Promise<localCopy.LocalCopy>((resolve) => (find = resolve));
  const looking = vi.spyOn(localCopy, 'leftBehind').mockReturnValue(found);
  const stop = startDraft('pump', true);
  store().run(setFlow(store().root as FlowDocument, { name: 'Pump', description: 'typed' }));
  const typed = store().root;
  find(copy);
  await waitFor(() => expect(store().merging?.why).toBe('local'));
  expect([store().merging?.theirs, store().merging?.base, store().root?.name]).toEqual([
    typed,
    pump(),
    'Kept',
  ]);
  expect(asked.map(({ method }) => method)).toContain('PUT');
  stop();
  looking.mockRestore();
});

test('a copy that the server had already is not merged with what was typed since', async () => {
  serve({ 'PUT /flows/pump': { revision: 3 } });
  const kept = { ...pump(), name: 'Kept' };
  store().open({ document: kept, revision: 2, deployed: null });
  let find = (_: localCopy.LocalCopy) => {};
  const found = new Promise<localCopy.LocalCopy>((resolve) => (find = resolve));
  const looking = vi.spyOn(localCopy, 'leftBehind').mockReturnValue(found);
  const forgotten = vi.spyOn(localCopy, 'forgetCopy');
  const stop = startDraft('pump', true);
  store().run(setFlow(store().root as FlowDocument, { name: 'Kept', description: 'typed' }));
  find({ document: kept, saved: pump(), revision: 1, time: '' });
  await waitFor(() => expect(forgotten).toHaveBeenCalled());
  expect([store().merging, store().root?.description]).toEqual([null, 'typed']);
  stop();
  looking.mockRestore();
  forgotten.mockRestore();
});

test('a flow that somebody else has locked is read only', () => {
  serve({});
  store().open({ document: pump(), revision: 1, deployed: null, locked });
  const stop = startDraft('pump', true);
  expect([store().readOnly, store().lockedOut?.why]).toEqual([true, 'commissioning']);
  stop();
});

test('what a lock kept from being saved is no less unsaved, and is saved when it is undone', async () => {
  const flow = (lock: unknown) => ({ document: pump(), revision: 1, deployed: null, locked: lock });
  let lock: unknown = locked;
  const asked = serve({ 'GET /flows/pump': () => flow(lock), 'PUT /flows/pump': { revision: 2 } });
  const stop = startDraft('pump', true);
  const { root, run } = store();
  run(setFlow(root as FlowDocument, { name: 'Mine', description: '' }));
  store().setDraft({ saveState: 'failed' });
  const news = async () => {
    store().setUi({ deploying: true });
    store().setUi({ deploying: false });
    await new Promise((done) => setTimeout(done, 400));
  };
  await act(news);
  expect(store().readOnly).toBe(true);
  expect(await saveNow()).toBe(false);
  lock = null;
  await act(news);
  await waitFor(() => expect(store().saveState).toBe('saved'));
  expect(
    asked.filter(({ method }) => method === 'PUT').map(({ body }) => (body as FlowDocument).name),
  ).toEqual(['Mine']);
  stop();
});

test('a draft is given up after a question', async () => {
  const mine = { user: 'li', saved: '2026-11-22T10:00:00Z', base: 1, revision: 1, changes: 3 };
  const asked = serve({
    'GET /flows/pump/drafts': [mine],
    'DELETE /flows/pump/draft': { revision: 2 },
    'GET /flows/pump': { document: { ...pump(), name: 'Deployed' }, revision: 2, deployed: null },
  });
  const deleted = () => asked.filter(({ method }) => method === 'DELETE').length;
  show(<Drafts versions={VERSIONS} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Give up' }));
  const dialog = await screen.findByRole('dialog', { name: 'Give up your 3 changes?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  expect(deleted()).toBe(0);
  fireEvent.click(screen.getByRole('button', { name: 'Give up' }));
  const again = await screen.findByRole('dialog', { name: 'Give up your 3 changes?' });
  fireEvent.click(within(again).getByRole('button', { name: 'Give up' }));
  await waitFor(() => expect(store().document?.name).toBe('Deployed'));
  expect(deleted()).toBe(1);
});

test('versions are filtered, and comparing two of them changes nothing of the draft', async () => {
  const old = { ...pump(), nodes: { plc: pump().nodes['plc'] } };
  serve({
    'GET /flows/pump/versions': VERSIONS,
    'GET /flows/pump/drafts': [],
    'GET /flows/pump/versions/1': { ...VERSIONS[1], document: old },
  });
  show(<Versions />);
  await screen.findByText('Comment 2');
  fireEvent.change(screen.getByLabelText('Filter versions'), { target: { value: 'ann' } });
  expect(screen.queryByText('Comment 2')).toBeNull();
  const before = store();
  const stop = startAutosave();
  await act(() => compare({ version: 1 }, { version: 1 }));
  expect(store().saveState).toBe('saved'); // an old version on the canvas is nothing to be saved
  act(endCompare);
  await act(() => compare({ version: 1 }, 'draft'));
  expect([store().comparing?.before.title, store().readOnly, store().deployedDocument]).toEqual([
    'v1',
    true,
    old,
  ]);
  await waitFor(() => expect(store().deploying).toBe(true));
  act(endCompare);
  for (const key of [
    'root',
    'document',
    'deployedDocument',
    'readOnly',
    'saved',
    'revision',
    'saveState',
  ] as const)
    expect(store()[key]).toBe(before[key]);
  stop();
});

test('what a draft was made from says who deployed it and why', async () => {
  const draft = {
    user: 'wang',
    saved: '2026-11-22T11:00:00Z',
    base: 1,
    base_document: pump(),
    document: pump(),
  };
  const asked = serve({ 'GET /flows/pump/drafts/wang': draft });
  await act(() => compare({ base: 'wang', versions: VERSIONS }, { user: 'wang' }));
  expect(asked.map((one) => one.path)).toEqual(['/flows/pump/drafts/wang']); // once for both sides, and no version
  const { before, after } = store().comparing ?? {};
  expect([before?.title, before?.author, before?.comment]).toEqual(['v1', 'ann', 'Comment 1']);
  expect([before?.version, after?.author]).toEqual([undefined, 'wang']); // it is no version to go back to
  act(endCompare);
  await act(() => compare({ base: 'wang', versions: [] }, { user: 'wang' }));
  expect([store().comparing?.before.title, store().comparing?.before.author]).toEqual(['v1', '']);
  expect(asked).toHaveLength(2); // what is looked at again may have changed
  act(endCompare);
});

test('initials of names', () => {
  expect(['wang', 'Anna Bell', 'li.wei', '王芳', 'x'].map(initials)).toEqual(['WA', 'AB', 'LW', '王', 'X']);
});
