/** Is the draft stored, and is it right? */

import type { StateCreator } from 'zustand';

import type { SaveConflict } from '../api/errors';
import type { FlowDocument, Problem } from '../api/types';
import { shownProblem } from '../flow/blocks';
import type { EditorState } from './index';

export type SaveState = 'saved' | 'pending' | 'saving' | 'offline' | 'conflict' | 'failed';

export interface DraftSlice {
  revision: number;
  /** The document as the server has it. */
  saved: FlowDocument | null;
  saveState: SaveState;
  saveError: string;
  conflict: SaveConflict | null;
  problems: Problem[];
  /** Viewers and operators look, they do not change. */
  readOnly: boolean;
  setDraft: (change: Partial<Omit<DraftSlice, 'setDraft'>>) => void;
}

type Slice = StateCreator<EditorState, [], [], DraftSlice>;

export const createDraftSlice: Slice = (set) => ({
  revision: 0,
  saved: null,
  saveState: 'saved',
  saveError: '',
  conflict: null,
  problems: [],
  readOnly: false,
  setDraft: (change) =>
    set(change.problems ? { ...change, problems: change.problems.map(shownProblem) } : change),
});
