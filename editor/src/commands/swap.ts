/** A change of the document given as it was and as it becomes; only the keys that differ are held. */

import type { FlowDocument } from '../api/types';
import type { Command, Label } from './command';

type Keys = Record<string, unknown>;

const keysOf = (document: FlowDocument): Keys => document as unknown as Keys;

export interface Swap extends Command {
  before: FlowDocument;
  after: FlowDocument;
}

/** Null when nothing has changed. */
export function swap(before: FlowDocument, after: FlowDocument, label: Label): Swap | null {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].filter((key) => keysOf(before)[key] !== keysOf(after)[key]);
  if (changed.length === 0) return null;
  return {
    label,
    before,
    after,
    execute: (document) => put(document, changed, after),
    revert: (document) => put(document, changed, before),
  };
}

/** The document with `keys` as they are in `from`, in the order that they have there. */
function put(document: FlowDocument, keys: readonly string[], from: FlowDocument): FlowDocument {
  const wanted = new Set(keys);
  const now: Keys = { ...document };
  for (const key of wanted) delete now[key];
  const order = [...Object.keys(from), ...Object.keys(now)];
  const made: Keys = {};
  for (const key of order) {
    if (wanted.has(key)) made[key] = keysOf(from)[key];
    else if (key in now) made[key] = now[key];
  }
  return made as unknown as FlowDocument;
}
