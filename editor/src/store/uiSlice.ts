/** Which panes are open. */

import type { StateCreator } from 'zustand';

import type { Grip } from '../flow/rules';
import type { EditorState } from './index';

export type InspectorTab = 'settings' | 'data' | 'help';
export type DrawerTab = 'problems' | 'live' | 'traces' | 'versions' | 'differences' | 'json';

export interface QuickAdd {
  /** Where the wire was dropped, on the canvas. */
  x: number;
  y: number;
  /** The port that the new node is wired to; null when it stands alone. */
  from: Grip | null;
}

/** A question about blocks that is open: `block` is its key in the flow. */
export type BlockDialog =
  | { kind: 'collapse' | 'parameters' }
  | { kind: 'used' | 'upgrade' | 'library'; block: string };

/** The list that is open above the canvas. */
export type Finder = 'commands' | 'nodes' | 'wire';

export interface UiSlice {
  inspectorTab: InspectorTab;
  drawerTab: DrawerTab;
  drawerOpen: boolean;
  drawerHeight: number;
  inspectorWidth: number;
  deploying: boolean;
  /** Whether nodes show what part of the flow's time they take. */
  costs: boolean;
  helpOpen: boolean;
  /** Node whose name is being typed on the canvas. */
  renaming: string | null;
  quickAdd: QuickAdd | null;
  finder: Finder | null;
  blockDialog: BlockDialog | null;
  /** Of a table of devices: whose values an open block shows; null for whichever came last. */
  device: string | null;
  /** A field to bring into view: "rows/0/h". */
  focusField: string | null;
  setUi: (change: Partial<Omit<UiSlice, 'setUi'>>) => void;
}

type Slice = StateCreator<EditorState, [], [], UiSlice>;

export const closedPanes = {
  inspectorTab: 'settings',
  deploying: false,
  helpOpen: false,
  renaming: null,
  quickAdd: null,
  finder: null,
  blockDialog: null,
  device: null,
  focusField: null,
} as const;

export const createUiSlice: Slice = (set, get) => ({
  ...closedPanes,
  drawerTab: 'problems',
  drawerOpen: true,
  drawerHeight: 208,
  inspectorWidth: 384,
  costs: false,
  setUi: (change) => {
    if (change.deploying && get().scope.length > 0) get().enter([]);
    set(change);
  },
});
