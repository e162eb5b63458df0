/** The draft is saved a second after the last change, one request at a time, and nothing is lost on the way. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { replaceDocument, setFlow } from '../../src/commands/change';
import { useEditor } from '../../src/store';
import { saveNow, startAutosave } from '../../src/store/autosave';
import { compare, endCompare } from '../../src/store/compare';
import { bringBack, keepMerged, mergeWithDeployed } from '../../src/store/merging';
import { pump } from '../documents';

interface Put {
  url: string;
  revision: string | null;
  document: FlowDocument;
  answer: (status: number, body: unknown, type?: string) => void;
}

let puts: Put[] = [];
let stop = () => {};

beforeEach(() => {
  puts = [];
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (init.method !== 'PUT') return Promise.reject(new TypeError('away'));
    return new Promise<Response>((resolve) => {
      puts.push({
        url,
        revision: new Headers(init.headers).get('If-Match'),
        document: JSON.parse(String(init.body)) as FlowDocument,
        answer: (status, body, type = 'application/json') =>
          resolve(new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } })),
      });
    });
  });
  useEditor.getState().open({ document: pump(), revision: 7, deployed: null });
  stop = startAutosave();
});

afterEach(() => {
  useEditor.setState({ saved: useEditor.getState().document });
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function rename(name: string): void {
  const { document, run } = useEditor.getState();
  if (document) run(setFlow(document, { name, description: '' }));
}
const state = () => useEditor.getState().saveState;
const put = (i: number) => puts[i] as Put;

test('several quick changes are one save, with the revision', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(600);
  rename('B');
  expect(state()).toBe('pending');
  await vi.advanceTimersByTimeAsync(999);
  expect(puts.length).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect([put(0).revision, put(0).document.name, state()]).toEqual(['"7"', 'B', 'saving']);
  put(0).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().revision]).toEqual(['saved', 8]);
});

test('a change during a save is saved after it, on its revision', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  rename('B');
  await vi.advanceTimersByTimeAsync(1000);
  expect(puts.length).toBe(1);
  put(0).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(1000);
  expect([put(1).revision, put(1).document.name]).toEqual(['"8"', 'B']);
  put(1).answer(200, { revision: 9 });
  await vi.advanceTimersByTimeAsync(0);
});

test('a server that is away is tried again; the change stays', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(503, {});
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('offline');
  await vi.advanceTimersByTimeAsync(5000);
  put(1).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), put(1).document.name]).toEqual(['saved', 'A']);
});

test('a server whose database is busy says so, and is tried again', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(503, { detail: 'The database is busy' }, 'application/problem+json');
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().saveError]).toEqual(['failed', 'The database is busy']);
  await vi.advanceTimersByTimeAsync(5000);
  put(1).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('saved');
});

test('a conflict stops saving until somebody decides', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(412, { current_revision: 9, author: 'wang', document: { ...pump(), name: 'W' } });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().merging?.author]).toEqual(['conflict', 'wang']);
  rename('B');
  await vi.advanceTimersByTimeAsync(10_000);
  expect([puts.length, state()]).toEqual([1, 'conflict']);
  expect(await saveNow()).toBe(false);
});

test('an earlier save that changed nothing, or the same, is no conflict', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(412, { current_revision: 9, author: 'wang', document: pump() });
  await vi.advanceTimersByTimeAsync(0);
  expect([put(1).revision, put(1).document.name]).toEqual(['"9"', 'A']);
  put(1).answer(412, { current_revision: 10, author: 'wang', document: { ...pump(), name: 'A' } });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().revision, puts.length]).toEqual(['saved', 10, 2]);
});

test('what is kept of a merge is saved over theirs, and undo brings mine back', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  const theirs = { ...pump(), description: 'theirs' };
  put(0).answer(412, { current_revision: 9, author: 'wang', document: theirs });
  await vi.advanceTimersByTimeAsync(0);
  void keepMerged({ ...theirs, name: 'A' });
  await vi.advanceTimersByTimeAsync(0);
  expect([put(1).revision, put(1).document]).toEqual(['"9"', { ...theirs, name: 'A' }]);
  put(1).answer(200, { revision: 10 });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().merging]).toEqual(['saved', null]);
  useEditor.getState().undo();
  expect(useEditor.getState().document).toEqual({ ...pump(), name: 'A' });
});

test('a draft that is merged with what is deployed says so in its next save, once', async () => {
  const to = { version: 3, time: '2026-11-22T10:00:00Z', author: 'wang', comment: '' };
  const theirs = { ...pump(), description: 'theirs' };
  rename('A');
  useEditor.getState().setDraft({ moved: { to, document: theirs, base: pump() } });
  mergeWithDeployed();
  const mine = useEditor.getState().document as FlowDocument;
  void keepMerged(mine);
  await vi.advanceTimersByTimeAsync(0);
  expect([put(0).url, put(0).revision]).toEqual(['/api/flows/pump?base=3', '"7"']);
  put(0).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect([useEditor.getState().moved, useEditor.getState().deployed?.version]).toEqual([null, 3]);
  rename('B');
  await vi.advanceTimersByTimeAsync(1000);
  expect(put(1).url).toBe('/api/flows/pump');
  put(1).answer(200, { revision: 9 });
});

test('who keeps a draft as it is saves that it is merged, though nothing in it has changed', async () => {
  const to = { version: 3, time: '2026-11-22T10:00:00Z', author: 'wang', comment: '' };
  useEditor.getState().setDraft({ moved: { to, document: { ...pump(), name: 'W' }, base: pump() } });
  mergeWithDeployed();
  void keepMerged(useEditor.getState().root as FlowDocument);
  await vi.advanceTimersByTimeAsync(0);
  expect(puts.map(({ url }) => url)).toEqual(['/api/flows/pump?base=3']);
  put(0).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('saved');
});

test('a change that is taken back before it was saved is nothing to be saved', async () => {
  const { root, run, undo } = useEditor.getState();
  run(replaceDocument(root as FlowDocument, { ...pump(), name: 'Old' }));
  expect(state()).toBe('pending');
  undo();
  await vi.advanceTimersByTimeAsync(2000);
  expect([state(), puts.length]).toEqual(['saved', 0]);
});

test('what was not saved before two were compared is saved afterwards', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(503, {});
  const compared = compare('draft', 'draft');
  await vi.advanceTimersByTimeAsync(0);
  put(1)?.answer(503, {});
  await compared;
  expect(useEditor.getState().comparing).not.toBeNull();
  const before = puts.length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(puts.length).toBe(before);
  endCompare();
  await vi.advanceTimersByTimeAsync(1000);
  expect(puts[before]?.document.name).toBe('A');
  put(before).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('saved');
});

test('what this browser kept is applied to the draft that it was made from, and merged with another one', () => {
  const copy = {
    document: { ...pump(), name: 'Kept' },
    saved: pump(),
    revision: 7,
    time: '2026-11-22T10:00:00Z',
  };
  expect(bringBack({ ...copy, document: pump() })).toBe('known');
  expect(bringBack(copy)).toBe('applied');
  expect(useEditor.getState().document?.name).toBe('Kept');
  const newer = { ...pump(), description: 'newer' };
  useEditor.getState().open({ document: newer, revision: 9, deployed: null });
  expect(bringBack(copy)).toBe('merging');
  const { merging } = useEditor.getState();
  expect([merging?.base, merging?.theirs, merging?.revision]).toEqual([pump(), newer, 9]);
  // The copy that is made of this, should nobody choose, is again one of the old draft.
  const { saved, revision, document } = useEditor.getState();
  expect([saved, revision, document]).toEqual([copy.saved, 7, copy.document]);
});

test('a copy of what the server has asks nobody: with keys in it that hold nothing, and wires as they were drawn', () => {
  const { limits, ...others } = pump().nodes;
  const emptied = {
    ...pump(),
    nodes: { ...others, limits: { ...limits, was: undefined } },
    wires: pump().wires.reverse(),
  };
  const document = emptied as unknown as ReturnType<typeof pump>;
  expect(document.wires.length).toBeGreaterThan(1);
  useEditor.getState().open({ document: pump(), revision: 9, deployed: null });
  const saved = { ...pump(), name: 'Older' };
  expect(bringBack({ document, saved, revision: 8, time: '2026-11-22T10:00:00Z' })).toBe('known');
  const emptyRow = { ...pump(), description: undefined } as unknown as typeof document;
  expect(bringBack({ document: emptyRow, saved, revision: 8, time: '' })).toBe('merging');
});

test('two that want to save at once make one request', async () => {
  rename('A');
  const both = [saveNow(), saveNow(), saveNow()];
  await vi.advanceTimersByTimeAsync(0);
  put(0).answer(200, { revision: 8 });
  await vi.advanceTimersByTimeAsync(0);
  expect([puts.length, await Promise.all(both)]).toEqual([1, [true, true, true]]);
});

test('opening a flow saves nothing', async () => {
  useEditor.getState().open({ document: { ...pump(), id: 'other' }, revision: 1, deployed: null });
  await vi.advanceTimersByTimeAsync(5000);
  expect(puts.length).toBe(0);
});
