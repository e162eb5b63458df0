/** The draft, its history, and the one way to change it: `run`. */

import type { StateCreator } from 'zustand';

import type { FlowDocument, FlowRecord, Version } from '../api/types';
import { type Command, emptyHistory, type History, push, stepBack, stepForward } from '../commands/command';
import { toGraph } from './graph';
import type { EditorState } from './index';

export interface DocumentSlice {
  document: FlowDocument | null;
  history: History;
  deployed: Version | null;
  deployedDocument: FlowDocument | null;
  open: (record: FlowRecord) => void;
  run: (command: Command) => void;
  undo: () => void;
  redo: () => void;
  /** The next change starts a command of its own. */
  seal: () => void;
  setDeployed: (deployed: Version, document: FlowDocument) => void;
}

type Slice = StateCreator<EditorState, [], [], DocumentSlice>;

export const createDocumentSlice: Slice = (set, get) => ({
  document: null,
  history: emptyHistory,
  deployed: null,
  deployedDocument: null,

  open: (record) =>
    set((state) => ({
      history: emptyHistory,
      deployed: record.deployed,
      deployedDocument: record.deployed_document ?? null,
      revision: record.revision,
      saved: record.document,
      saveState: 'saved',
      conflict: null,
      ...shown(state, record.document, true),
    })),

  run: (command) =>
    set((state) => {
      if (!state.document || state.readOnly) return state;
      return {
        history: push(state.history, command),
        ...shown(state, command.execute(state.document)),
      };
    }),

  undo: () => get().document && set((state) => stepped(state, 'back')),
  redo: () => get().document && set((state) => stepped(state, 'forward')),

  seal: () =>
    set((state) => (state.history.sealed ? state : { history: { ...state.history, sealed: true } })),

  setDeployed: (deployed, document) => set({ deployed, deployedDocument: document }),
});

function stepped(state: EditorState, way: 'back' | 'forward'): Partial<EditorState> {
  const step = way === 'back' ? stepBack(state.history) : stepForward(state.history);
  if (!step || !state.document || state.readOnly) return state;
  const { command, history } = step;
  const document = way === 'back' ? command.revert(state.document) : command.execute(state.document);
  return { history, ...shown(state, document) };
}

/** A document and its picture change together. */
function shown(state: EditorState, document: FlowDocument, fresh = false): Partial<EditorState> {
  const old = fresh ? { nodes: [], edges: [] } : { nodes: state.nodes, edges: state.edges };
  const graph = toGraph(document, state.kinds, old);
  return {
    document,
    ...graph,
    ...(fresh ? { selected: [], problems: [], values: {}, status: {} } : {}),
    selected: graph.nodes.filter((node) => node.selected).map((node) => node.id),
  };
}
