/** The library of blocks: every version stays; a flow holds a copy of its own. */

import { api, path } from './client';
import type { Block, BlockPort } from './types';

export interface BlockVersion {
  id: string;
  version: number;
  author: string;
  time: string;
  comment: string;
}
export interface LibraryBlock extends BlockVersion {
  name: string;
  description: string;
  inputs: BlockPort[];
  outputs: BlockPort[];
}
/** A node that stands for a block; of what runs when `deployed`, else of the draft. */
export interface BlockUse {
  flow: string;
  node: string;
  version: number;
  deployed: boolean;
}

export const listBlocks = () => api.get<LibraryBlock[]>('/blocks');
export const readBlock = async (id: string, version?: number): Promise<Block> => {
  const where = version === undefined ? path`/blocks/${id}` : path`/blocks/${id}/versions/${version}`;
  return (await api.get<{ document: Block }>(where)).document;
};
export const saveBlock = (block: Block, comment = '') =>
  api.put<BlockVersion>(`${path`/blocks/${block.id}`}?${new URLSearchParams({ comment })}`, block);
export const blockUses = (id: string) => api.get<BlockUse[]>(path`/blocks/${id}/used`);
