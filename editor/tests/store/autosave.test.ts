/** The draft is saved a second after the last change, one request at a time, and nothing is lost on the way. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { setFlow } from '../../src/commands/change';
import { useEditor } from '../../src/store';
import { saveNow, startAutosave } from '../../src/store/autosave';
import { pump } from '../documents';

interface Put {
  revision: string | null;
  document: FlowDocument;
  answer: (status: number, body: unknown) => void;
}

let puts: Put[] = [];
let stop = () => {};

beforeEach(() => {
  puts = [];
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    return new Promise<Response>((resolve) => {
      puts.push({
        revision: new Headers(init.headers).get('If-Match'),
        document: JSON.parse(String(init.body)) as FlowDocument,
        answer: (status, body) =>
          resolve(
            new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } }),
          ),
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

test('a conflict stops saving until somebody decides', async () => {
  rename('A');
  await vi.advanceTimersByTimeAsync(1000);
  put(0).answer(412, { current_revision: 9, author: 'wang', document: pump() });
  await vi.advanceTimersByTimeAsync(0);
  expect([state(), useEditor.getState().conflict?.author]).toEqual(['conflict', 'wang']);
  rename('B');
  await vi.advanceTimersByTimeAsync(10_000);
  expect([puts.length, state()]).toEqual([1, 'conflict']);
  expect(await saveNow()).toBe(false);
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
