/**
 * Every change of a flow is a command: a pure function forward and one back over the document.
 * No component edits the document directly, so undo covers everything for free.
 */

import type { FlowDocument } from '../api/types';

/** What the menu says: "Undo move (3)". `what` is a key under `editor:command`. */
export interface Label {
  what: string;
  name?: string;
  count?: number;
}

export interface Command {
  label: Label;
  execute(document: FlowDocument): FlowDocument;
  revert(document: FlowDocument): FlowDocument;
  /** It is about the flow as a whole, also while a block is open. */
  whole?: true;
  /** Typing in one field is one command: takes the next one in, or answers null when it does not belong. */
  merge?(next: Command): Command | null;
}

export interface History {
  done: Command[];
  undone: Command[];
  /** After leaving a field the next change starts a new command. */
  sealed: boolean;
}

const LONGEST = 500;

export const emptyHistory: History = { done: [], undone: [], sealed: true };

export function push(history: History, command: Command): History {
  const last = history.done.at(-1);
  const merged = !history.sealed && last?.merge?.(command);
  const done = merged ? [...history.done.slice(0, -1), merged] : [...history.done, command].slice(-LONGEST);
  return { done, undone: [], sealed: false };
}

/** The command to revert and the history after it; null when there is nothing to undo. */
export function stepBack(history: History): { command: Command; history: History } | null {
  const command = history.done.at(-1);
  if (!command) return null;
  return {
    command,
    history: { done: history.done.slice(0, -1), undone: [...history.undone, command], sealed: true },
  };
}

export function stepForward(history: History): { command: Command; history: History } | null {
  const command = history.undone.at(-1);
  if (!command) return null;
  return {
    command,
    history: { done: [...history.done, command], undone: history.undone.slice(0, -1), sealed: true },
  };
}
