/** The library of blocks as the palette lists it. */

import { create } from 'zustand';

import { type LibraryBlock, listBlocks } from '../api/blocks';

interface Library {
  blocks: LibraryBlock[];
  load: () => Promise<void>;
}

export const useLibrary = create<Library>((set) => ({
  blocks: [],
  load: async () => {
    const blocks = await listBlocks().catch(() => null);
    if (blocks) set({ blocks });
  },
}));
