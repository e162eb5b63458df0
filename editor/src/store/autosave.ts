/** The draft is saved by itself a second after the last change, one request at a time. */

import { api, path } from '../api/client';
import { ApiProblem, messageOf, passes, type SaveConflict, Unreachable } from '../api/errors';
import { sameDocument } from '../flow/sameDocument';
import { useEditor } from './index';

const AFTER = 1000;
const AGAIN = 5000;

let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<boolean> | null = null;

/** Starts watching the draft; the returned function stops, after a last attempt to save. */
export function startAutosave(): () => void {
  const off = useEditor.subscribe((state, before) => {
    if (!state.root || state.readOnly) return; // two versions are compared
    if (state.root === before.root && !before.comparing) return;
    if (state.root === state.saved || state.root.id !== before.root?.id) return;
    if (state.saveState !== 'conflict') state.setDraft({ saveState: 'pending' });
    wait(AFTER);
  });
  return () => {
    off();
    void saveNow();
    clearTimeout(timer);
  };
}

function wait(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void saveNow(), ms);
}

/** Save at once. True when the server has what is on the screen. */
export async function saveNow(): Promise<boolean> {
  clearTimeout(timer);
  while (running) await running;
  const {
    root: document,
    saved,
    saveState,
    readOnly,
    lockedOut,
    mergedWith,
    setDraft,
  } = useEditor.getState();
  if (!document || (document === saved && !mergedWith)) {
    if (saveState === 'pending' && !readOnly) setDraft({ saveState: 'saved' }); // undone before it was saved
    return true;
  }
  if (readOnly) return !lockedOut;
  if (saveState === 'conflict') return false;
  running = save();
  const done = await running;
  running = null;
  if (done && useEditor.getState().root !== document) wait(AFTER);
  return done;
}

async function save(): Promise<boolean> {
  const { root: document, revision, mergedWith, setDraft } = useEditor.getState();
  if (!document) return true;
  setDraft({ saveState: 'saving', saveError: '' });
  try {
    const to = path`/flows/${document.id}` + (mergedWith ? `?base=${mergedWith}` : '');
    const answer = await api.put<{ revision: number }>(to, document, { revision });
    const now = useEditor.getState();
    if (now.root?.id !== document.id) return true;
    setDraft({
      revision: answer.revision,
      saved: document,
      saveState: now.root === document ? 'saved' : 'pending',
      mergedWith: now.mergedWith === mergedWith ? null : now.mergedWith,
    });
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

function failed(error: unknown): void {
  const { setDraft } = useEditor.getState();
  if (error instanceof ApiProblem && error.status === 412) {
    toMerge(error.body as unknown as SaveConflict);
  } else {
    const saveState = error instanceof Unreachable ? 'offline' : 'failed';
    setDraft({ saveState, saveError: messageOf(error) });
    if (passes(error)) wait(AGAIN);
  }
}

/** Another tab or person was earlier: saved over theirs when they differ in nothing, else somebody looks at both. */
function toMerge(conflict: SaveConflict): void {
  const { root, saved, setDraft } = useEditor.getState();
  if (!root || !saved) return;
  const { current_revision: revision, author, document: theirs } = conflict;
  if (sameDocument(theirs, root)) {
    setDraft({ revision, saved: root, saveState: 'saved' });
  } else if (sameDocument(theirs, saved)) {
    setDraft({ revision, saveState: 'pending' });
    wait(0);
  } else {
    const merging = { why: 'saved' as const, author, base: saved, theirs, revision };
    setDraft({ saveState: 'conflict', conflict, merging });
  }
}
