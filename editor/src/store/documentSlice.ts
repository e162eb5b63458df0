/** The draft, its history, and the one way to change it: `run`. */

import type { StateCreator } from 'zustand';

import type { FlowDocument, FlowRecord, Version } from '../api/types';
import { type Command, emptyHistory, type History, push, stepBack, stepForward } from '../commands/command';
import { inside, scopeOf } from '../commands/inside';
import { swap } from '../commands/swap';
import { viewOf } from '../flow/blockView';
import type { Moved } from './draftSlice';
import { toGraph } from './graph';
import type { EditorState } from './index';
import { seen } from './seen';

export interface DocumentSlice {
  /** What the canvas shows: the flow, or the inside of the block at `scope`. */
  document: FlowDocument | null;
  /** The flow as a whole: what is saved, validated, deployed. */
  root: FlowDocument | null;
  /** Nodes that lead into the block that is open; none for the flow itself. */
  scope: readonly string[];
  history: History;
  deployed: Version | null;
  /** As deployed, of what the canvas shows. */
  deployedDocument: FlowDocument | null;
  deployedRoot: FlowDocument | null;
  open: (record: FlowRecord) => void;
  run: (command: Command) => void;
  undo: () => void;
  redo: () => void;
  /** The next change starts a command of its own. */
  seal: () => void;
  /** Opens a block, or goes back to one around it, or to the flow. */
  enter: (scope: readonly string[]) => void;
  setDeployed: (deployed: Version, document: FlowDocument) => void;
}

type Slice = StateCreator<EditorState, [], [], DocumentSlice>;

export const createDocumentSlice: Slice = (set, get) => ({
  document: null,
  root: null,
  scope: [],
  history: emptyHistory,
  deployed: null,
  deployedDocument: null,
  deployedRoot: null,

  open: (record) =>
    set((state) => ({
      history: emptyHistory,
      deployed: record.deployed,
      deployedRoot: record.deployed_document ?? null,
      deployedDocument: record.deployed_document ?? null,
      revision: record.revision,
      saved: record.document,
      saveState: 'saved',
      conflict: null,
      merging: null,
      comparing: null,
      moved: movedBy(record),
      locked: record.locked ?? null,
      mergedWith: null,
      ...shown(state, record.document, [], true),
    })),

  run: (command) =>
    set((state) => {
      if (!state.root || !state.document || state.readOnly) return state;
      const { root, scope } = state;
      const whole = scope.length ? lift(root, scope, state.document, command) : command;
      if (!whole) return state;
      return { history: push(state.history, whole), ...shown(state, whole.execute(root), scope) };
    }),

  undo: () => get().root && set((state) => stepped(state, 'back')),
  redo: () => get().root && set((state) => stepped(state, 'forward')),

  seal: () =>
    set((state) => (state.history.sealed ? state : { history: { ...state.history, sealed: true } })),

  enter: (scope) =>
    set((state) => {
      if (!state.root || viewOf(state.root, scope) === null) return state;
      return { ...shown(state, state.root, scope), history: { ...state.history, sealed: true } };
    }),

  setDeployed: (deployed, document) =>
    set(({ scope }) => ({
      deployed,
      deployedRoot: document,
      deployedDocument: viewOf(document, scope),
    })),
});

/** Whether the draft was made from something older than what is deployed. */
export function movedBy(record: FlowRecord): Moved | null {
  const { deployed: to, deployed_document: document, base_document: base } = record;
  return to && document && base ? { to, document, base } : null;
}

function lift(root: FlowDocument, scope: readonly string[], view: FlowDocument, command: Command) {
  return command.whole
    ? swap(root, command.execute(root), command.label)
    : inside(root, scope, view, command);
}

function stepped(state: EditorState, way: 'back' | 'forward'): Partial<EditorState> {
  const step = way === 'back' ? stepBack(state.history) : stepForward(state.history);
  if (!step || !state.root || state.readOnly) return state;
  const { command, history } = step;
  const root = way === 'back' ? command.revert(state.root) : command.execute(state.root);
  return { history, ...shown(state, root, scopeOf(command)) };
}

/** A document and its picture change together. What is open stays open while it is there. */
function shown(
  state: EditorState,
  root: FlowDocument,
  wanted: readonly string[],
  fresh = false,
): Partial<EditorState> {
  const scope = viewOf(root, wanted) ? wanted : [];
  const document = viewOf(root, scope) ?? root;
  const moved = fresh || scope.join('/') !== state.scope.join('/');
  const old = moved ? { nodes: [], edges: [] } : { nodes: state.nodes, edges: state.edges };
  const graph = toGraph(document, state.kinds, old);
  return {
    root,
    document,
    ...graph,
    ...(fresh ? { problems: [], allProblems: [], values: {}, allValues: {}, status: {}, allStatus: {} } : {}),
    ...(moved ? { scope, quickAdd: null, renaming: null } : {}),
    ...(moved && !fresh ? { ...seen(state, root, scope), deployedDocument: deployedView(state, scope) } : {}),
    selected: graph.nodes.filter((node) => node.selected).map((node) => node.id),
  };
}

const deployedView = ({ deployedRoot }: EditorState, scope: readonly string[]) =>
  deployedRoot && viewOf(deployedRoot, scope);
