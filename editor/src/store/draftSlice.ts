/** Is the draft stored, and is it right? */

import type { StateCreator } from 'zustand';

import type { SaveConflict } from '../api/errors';
import type { Disabled, FlowDocument, Problem, Version } from '../api/types';
import type { EditorState } from './index';
import { seenProblems } from './seen';

export type SaveState = 'saved' | 'pending' | 'saving' | 'offline' | 'conflict' | 'failed';

/** Something newer was deployed than the draft was made from. */
export interface Moved {
  to: Version;
  document: FlowDocument;
  base: FlowDocument;
}
/** Two documents to be merged, and what the result is for. */
export interface Merging {
  why: 'saved' | 'deployed' | 'draft' | 'local';
  author: string;
  base: FlowDocument;
  theirs: FlowDocument;
  /** The version with which the draft is merged. */
  version?: Version;
  /** Revision over which the result is saved. */
  revision?: number;
}

/** One of two documents on the canvas. */
export interface Compared {
  title: string;
  author: string;
  comment: string;
  time: string;
  document: FlowDocument;
  version?: number;
}

export interface DraftSlice {
  /** The documents on the canvas while two are compared; whether nothing may be changed afterwards either. */
  comparing: { before: Compared; after: Compared; readOnly: boolean } | null;
  /** Which of them is shown: both, or one alone. */
  sides: 'before' | 'both' | 'after';
  /** What the comment of the next deploy begins with. */
  comment: string;
  revision: number;
  moved: Moved | null;
  merging: Merging | null;
  locked: Disabled | null;
  /** The same, when somebody else has locked it. */
  lockedOut: Disabled | null;
  /** Time of what came back from this browser. */
  broughtBack: string | null;
  /** Version that the next save is merged with. */
  mergedWith: number | null;
  /** Where somebody wants to go while not everything is saved. */
  leaving: string | null;
  /** The document as the server has it. */
  saved: FlowDocument | null;
  saveState: SaveState;
  saveError: string;
  conflict: SaveConflict | null;
  problems: Problem[];
  /** As the server tells them, by paths of nodes. */
  allProblems: Problem[];
  /** Viewers and operators look, they do not change. */
  readOnly: boolean;
  setDraft: (change: Partial<Omit<DraftSlice, 'setDraft'>>) => void;
}

type Slice = StateCreator<EditorState, [], [], DraftSlice>;

export const createDraftSlice: Slice = (set, get) => ({
  revision: 0,
  comparing: null,
  sides: 'both',
  comment: '',
  moved: null,
  merging: null,
  locked: null,
  lockedOut: null,
  broughtBack: null,
  mergedWith: null,
  leaving: null,
  saved: null,
  saveState: 'saved',
  saveError: '',
  conflict: null,
  problems: [],
  allProblems: [],
  readOnly: false,
  setDraft: (change) => {
    // A conflict is about the flow as a whole.
    if (change.conflict && get().scope.length > 0) get().enter([]);
    set(({ scope }) =>
      change.problems
        ? { ...change, allProblems: change.problems, problems: seenProblems(change.problems, scope) }
        : change,
    );
  },
});
