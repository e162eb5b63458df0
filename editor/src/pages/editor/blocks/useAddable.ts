import { useMemo } from 'react';

import type { BlockPort } from '../../../api/types';
import { blockKeyAt } from '../../../flow/blockView';
import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';

/** A block that can be put on the canvas that is open. */
export interface Addable {
  id: string;
  name: string;
  description: string;
  version: number;
  inputs: BlockPort[];
  outputs: BlockPort[];
}

/** Blocks that the flow holds, then those of the library; not those that are open, which cannot be inside themselves. */
export function useAddable(text: string): Addable[] {
  const held = useEditor((state) => state.root?.blocks);
  const library = useLibrary((state) => state.blocks);
  const open = useEditor(({ root, scope }) =>
    root ? scope.map((_, i) => blockKeyAt(root, scope.slice(0, i + 1))).join('/') : '',
  );
  return useMemo(() => {
    const own = Object.entries(held ?? {}).map(
      ([id, block]): Addable => ({
        id,
        name: block.name || id,
        description: block.description ?? '',
        version: block.version ?? 1,
        inputs: block.inputs ?? [],
        outputs: block.outputs ?? [],
      }),
    );
    const others = library
      .filter((block) => !held?.[block.id])
      .map((block): Addable => ({ ...block, name: block.name || block.id }));
    const around = new Set(open.split('/'));
    const words = text.trim().toLowerCase().split(/\s+/);
    return [...own, ...others].filter((block) => {
      const all = `${block.id} ${block.name} ${block.description}`.toLowerCase();
      return !around.has(block.id) && words.every((word) => all.includes(word));
    });
  }, [held, library, open, text]);
}
