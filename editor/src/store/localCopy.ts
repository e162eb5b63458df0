/**
 * A copy of what is not saved yet, kept in this browser: it survives a browser that is killed and a server that is away.
 * In IndexedDB, which writes at once what localStorage may keep back for seconds.
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

const keyOf = (user: string, flow: string) => `${user}\n${flow}`;

/** Keeps the copy while there is something that the server has not; the returned function stops. */
export function startLocalCopy(user: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const { root, saved, revision, saveState, readOnly, comparing } = useEditor.getState();
    if (!root || !saved || comparing) return;
    const key = keyOf(user, root.id);
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
  };
}

/** What was left behind in this browser, if anything. */
export async function leftBehind(user: string, flow: string): Promise<LocalCopy | null> {
  const found = await work<LocalCopy | undefined>('readonly', (store) => store.get(keyOf(user, flow)));
  return found ?? null;
}

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
