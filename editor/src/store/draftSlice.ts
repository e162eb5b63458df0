/** Is the draft stored, and is it right? */

import type { StateCreator } from 'zustand';

import type { SaveConflict } from '../api/errors';
import type { FlowDocument, Problem } from '../api/types';
import type { EditorState } from './index';
import { seenProblems } from './seen';

export type SaveState = 'saved' | 'pending' | 'saving' | 'offline' | 'conflict' | 'failed';

export interface DraftSlice {
  revision: number;
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
