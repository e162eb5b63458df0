/** Blocks out of the library, with the blocks inside them. */

import { readBlock } from '../../../api/blocks';
import { ApiProblem } from '../../../api/errors';
import type { Block, Blocks } from '../../../api/types';
import { innerUses } from '../../../flow/blockParts';

/** A block of the library and those that it uses, but those that the flow holds already. */
export async function withInner(id: string, held: Blocks): Promise<Blocks> {
  const block = await readBlock(id);
  return { ...(await inside(block, (inner) => held[inner] !== undefined, {})), [id]: block };
}

/** The blocks inside one of the library; those that the library lacks are the flow's own. */
export const innerOf = (block: Block, own: Blocks): Promise<Blocks> => inside(block, () => false, own);

async function inside(block: Block, skip: (id: string) => boolean, own: Blocks): Promise<Blocks> {
  const found: Blocks = {};
  const open = innerUses(block);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (skip(next.id) || found[next.id] || next.id === block.id) continue;
    const inner = await kept(next.id, next.version, own[next.id]);
    found[next.id] = inner;
    open.push(...innerUses(inner));
  }
  return found;
}

/** In the version that is used; where there is none, the newest, whose other number is told as a problem. */
async function kept(id: string, version: number, own: Block | undefined): Promise<Block> {
  const missing = (error: unknown) => error instanceof ApiProblem && error.status === 404;
  try {
    return await readBlock(id, version);
  } catch (error) {
    if (!missing(error)) throw error;
    return readBlock(id).catch((other: unknown) => {
      if (own && missing(other)) return own;
      throw other;
    });
  }
}
