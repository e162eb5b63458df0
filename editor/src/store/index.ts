/** The editor's store: one slice a concern, narrow selectors in the components. */

import { create } from 'zustand';

import { type CatalogueSlice, createCatalogueSlice } from './catalogueSlice';
import { createDocumentSlice, type DocumentSlice } from './documentSlice';
import { createDraftSlice, type DraftSlice } from './draftSlice';
import { createGraphSlice, type GraphSlice } from './graphSlice';
import { createLiveSlice, type LiveSlice } from './liveSlice';
import { createUiSlice, type UiSlice } from './uiSlice';

export type EditorState = DocumentSlice & GraphSlice & CatalogueSlice & LiveSlice & DraftSlice & UiSlice;

export const useEditor = create<EditorState>()((...all) => ({
  ...createDocumentSlice(...all),
  ...createGraphSlice(...all),
  ...createCatalogueSlice(...all),
  ...createLiveSlice(...all),
  ...createDraftSlice(...all),
  ...createUiSlice(...all),
}));
