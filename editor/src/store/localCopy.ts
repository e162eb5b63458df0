/**
 * A copy of what is not saved yet, kept in this browser: it survives a browser that is killed and a server that is away.
 * In IndexedDB, which writes at once what localStorage may keep back for seconds. Each tab has a copy of its own; that of
 * a tab which is gone is taken over by the next one that opens the flow.
 */

import type { FlowDocument } from '../api/types';
import { useEditor } from './index';

export interface LocalCopy {
  document: FlowDocument;
  /** The draft on the server that it was made from. */
  saved: FlowDocument;
  revision: number;
  time: string;
}

const NAME = 'tundish-drafts';
const STORE = 'drafts';
/** Milliseconds between two writes. */
const EVERY = 200;

/** Milliseconds in which another tab that has the flow open says so. */
const ANSWER = 500;
/** Of this page, until it is closed or loaded again. */
const TAB = Math.random().toString(36).slice(2);

const flowKey = (user: string, flow: string) => `${user}\n${flow}`;
const keyOf = (user: string, flow: string) => `${flowKey(user, flow)}\n${TAB}`;

/** Tabs ask each other who has a flow open. */
interface Word {
  flow: string;
  /** Who answers; nothing in a question. */
  tab?: string;
}
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('tundish-drafts');
let user = '';
tabs?.addEventListener('message', ({ data }: MessageEvent<Word>) => {
  const root = useEditor.getState().root?.id;
  if (!data.tab && user && root && data.flow === flowKey(user, root))
    tabs.postMessage({ flow: data.flow, tab: TAB } satisfies Word);
});

/** The other tabs that have it open now. */
function openIn(flow: string): Promise<Set<string>> {
  const found = new Set<string>();
  const hear = ({ data }: MessageEvent<Word>) => {
    if (data.tab && data.flow === flow) found.add(data.tab);
  };
  tabs?.addEventListener('message', hear);
  tabs?.postMessage({ flow } satisfies Word);
  return new Promise((resolve) =>
    setTimeout(() => {
      tabs?.removeEventListener('message', hear);
      resolve(found);
    }, ANSWER),
  );
}

/** Keeps the copy while there is something that the server has not; the returned function stops. */
export function startLocalCopy(of: string): () => void {
  user = of;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const { root, saved, revision, saveState, readOnly, comparing } = useEditor.getState();
    if (!root || !saved || comparing) return;
    const key = keyOf(of, root.id);
    if (saveState === 'saved' || root === saved) {
      if (!readOnly) void forget(key); // what a lock kept from being brought back stays
    } else void put(key, { document: root, saved, revision, time: new Date().toISOString() });
  };
  const off = useEditor.subscribe((state, before) => {
    const changed = state.root !== before.root || state.saveState !== before.saveState;
    if (changed && state.root?.id === before.root?.id) timer ??= setTimeout(write, EVERY);
  });
  return () => {
    off();
    clearTimeout(timer);
    write();
    user = '';
  };
}

/** What was left behind in this browser, if anything: by this tab, else by one that is gone. It is this tab's now. */
export async function leftBehind(of: string, flow: string): Promise<LocalCopy | null> {
  const mine = await work<LocalCopy | undefined>('readonly', (store) => store.get(keyOf(of, flow)));
  if (mine) return mine;
  const prefix = flowKey(of, flow);
  const all = await work('readonly', (store) => store.getAllKeys());
  const keys = (all ?? []).map(String).filter((key) => key === prefix || key.startsWith(`${prefix}\n`));
  if (keys.length === 0) return null;
  const busy = await openIn(prefix);
  for (const key of keys.filter((one) => !busy.has(one.slice(prefix.length + 1)))) {
    const found = await take(key, keyOf(of, flow));
    if (found) return found;
  }
  return null;
}

/** In one step, so that of two tabs one has it. */
const take = (from: string, to: string) =>
  work<LocalCopy | undefined>('readwrite', (store) => {
    const asked = store.get(from) as IDBRequest<LocalCopy | undefined>;
    asked.addEventListener('success', () => {
      if (!asked.result) return;
      store.put(asked.result, to);
      store.delete(from);
    });
    return asked;
  });

export const forgetCopy = (user: string, flow: string) => forget(keyOf(user, flow));

const put = (key: string, copy: LocalCopy) => work('readwrite', (store) => store.put(copy, key));
const forget = (key: string) => work('readwrite', (store) => store.delete(key));

/** One request; nothing where the browser keeps nothing, as in a private window that is full. */
async function work<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | null> {
  try {
    const database = await open();
    return await new Promise<T>((resolve, reject) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return null;
  }
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}
