/** The kinds that the server can run. */

import type { StateCreator } from 'zustand';

import type { Catalogue, ConnectionKind, KindSpec } from '../api/types';
import { toGraph } from './graph';
import type { EditorState } from './index';

export interface CatalogueSlice {
  kinds: ReadonlyMap<string, KindSpec>;
  connectionKinds: ConnectionKind[];
  /** Names of connections by id, for the second row of nodes. */
  connectionNames: Record<string, string>;
  setCatalogue: (catalogue: Catalogue) => void;
}

type Slice = StateCreator<EditorState, [], [], CatalogueSlice>;

export const createCatalogueSlice: Slice = (set) => ({
  kinds: new Map(),
  connectionKinds: [],
  connectionNames: {},
  setCatalogue: (catalogue) =>
    set((state) => {
      const kinds = new Map(catalogue.kinds.map((spec) => [spec.kind, spec]));
      const graph = state.document ? toGraph(state.document, kinds, state) : {};
      return { kinds, connectionKinds: catalogue.connections, ...graph };
    }),
});
