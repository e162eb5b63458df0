/** Blocks into the library, with the blocks inside them. */

import i18next from 'i18next';

import { readBlock, saveBlock } from '../../../api/blocks';
import type { Block } from '../../../api/types';
import { toast } from '../../../app/toasts';
import { atVersion } from '../../../commands/versions';
import { innerUses, sameBlock } from '../../../flow/blockParts';
import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';
import { becomeWhole } from './actions';

/**
 * Keeps the flow's copy as the next version of the library, after the blocks inside that the library lacks; the flow
 * says that it holds that one. `fresh`: the library must have none of this name.
 */
export async function keepInLibrary(key: string, comment: string, fresh = false): Promise<void> {
  const flow = useEditor.getState().root?.id;
  await useLibrary.getState().load();
  const known = new Set(useLibrary.getState().blocks.map((one) => one.id));
  if (fresh && known.has(key)) throw new Error(i18next.t('blocks:taken', { id: key }));
  await keepInner(key, known, new Set([key]), flow);
  await keepOne(key, comment, flow);
  await useLibrary.getState().load();
}

/** Those further inside come first. One that the library has otherwise is not replaced without a word. */
async function keepInner(key: string, known: Set<string>, seen: Set<string>, flow?: string): Promise<void> {
  const block = own(key, flow);
  for (const { id } of block ? innerUses(block) : []) {
    const inner = own(id, flow);
    if (!inner || seen.has(id)) continue;
    seen.add(id);
    if (!known.has(id)) {
      await keepInner(id, known, seen, flow);
      await keepOne(id, '', flow);
    } else {
      const there = await readBlock(id, inner.version ?? 1).catch(() => null);
      if (!there || !sameBlock(there, inner))
        throw new Error(i18next.t('blocks:innerChanged', { name: inner.name || id }));
    }
  }
}

async function keepOne(key: string, comment: string, flow?: string): Promise<void> {
  const block = own(key, flow);
  if (!block) return;
  const { version } = await saveBlock(block, comment);
  const root = useEditor.getState().root;
  const now = own(key, flow);
  if (root && now && now.version !== version)
    becomeWhole(atVersion(root, key, { ...now, version }), { what: 'library', name: block.name || key });
  toast(i18next.t('blocks:kept', { name: block.name || key, version }));
}

/** The copy of the flow for which all this began; another one may be open by now. */
function own(key: string, flow?: string): Block | undefined {
  const { root } = useEditor.getState();
  return root && root.id === flow ? root.blocks?.[key] : undefined;
}
