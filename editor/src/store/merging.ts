/** What becomes of a merge, and how a draft follows what others deploy. */

import { api, path } from '../api/client';
import type { DraftRecord, FlowDocument, FlowRecord } from '../api/types';
import { replaceDocument } from '../commands/change';
import { sameDocument } from '../flow/sameDocument';
import { saveNow } from './autosave';
import { movedBy } from './documentSlice';
import { useEditor } from './index';
import type { LocalCopy } from './localCopy';

/** The result of a merge becomes the draft; undo brings mine back. */
export async function keepMerged(document: FlowDocument): Promise<void> {
  const { merging, root, run, seal, setDraft } = useEditor.getState();
  if (!merging || !root) return;
  const { why, theirs, revision, version } = merging;
  setDraft({
    merging: null,
    conflict: null,
    ...(revision === undefined ? {} : { revision, saved: theirs }),
    ...(version ? { mergedWith: version.version, moved: null } : {}),
    saveState: 'pending',
  });
  if (version) useEditor.getState().setDeployed(version, theirs);
  if (!sameDocument(document, root)) {
    seal();
    run(replaceDocument(root, document, why === 'draft' ? 'merge' : 'theirs'));
  }
  const now = useEditor.getState();
  if (now.root && sameDocument(now.root, now.saved ?? now.root) && !version)
    setDraft({ saved: now.root, saveState: 'saved' });
  await saveNow();
  if (why === 'saved') await follow().catch(() => 'same'); // what is deployed is asked again later
}

/** Asks what is deployed: a draft without changes goes along, another one says that it is behind. */
export async function follow(): Promise<'same' | 'along' | 'behind'> {
  const { root, saved, deployed, saveState, setDraft, setDeployed } = useEditor.getState();
  if (!root) return 'same';
  const record = await api.get<FlowRecord>(path`/flows/${root.id}`);
  const now = useEditor.getState();
  if (now.root?.id !== root.id || now.comparing) return 'same';
  setDraft({ locked: record.locked ?? null });
  if (!record.deployed || record.deployed.version === deployed?.version) return 'same';
  const moved = movedBy(record);
  const idle = root === saved && now.root === root && saveState === 'saved';
  if (!moved && idle) {
    useEditor.getState().open(record);
    return 'along';
  }
  if (moved) setDraft({ moved });
  else if (sameDocument(record.document, root) && record.deployed_document)
    setDeployed(record.deployed, record.deployed_document);
  return 'behind';
}

/** Merge the draft with what is deployed now. */
export function mergeWithDeployed(): void {
  const { moved, setDraft } = useEditor.getState();
  if (!moved) return;
  const { to, document: theirs, base } = moved;
  setDraft({ merging: { why: 'deployed', author: to.author, base, theirs, version: to } });
}

/** Merge somebody's draft into mine. */
export function mergeDraft(draft: DraftRecord): void {
  const { user: author, base_document: base, document: theirs } = draft;
  useEditor.getState().setDraft({ merging: { why: 'draft', author, base, theirs } });
}

/**
 * What this browser kept goes back into the draft. True when it was applied at once: the server still has what it was
 * made from; else both are merged before somebody's eyes. Known is what the page has `opened` with, too: the save had
 * arrived, though not the answer, and what was typed since stands on it.
 */
export function bringBack(
  copy: LocalCopy,
  opened: FlowDocument | null = null,
): 'applied' | 'merging' | 'known' {
  const { root, revision, run, seal, setDraft } = useEditor.getState();
  const known = [root, opened, copy.saved];
  if (!root || known.some((one) => one && sameDocument(copy.document, one))) return 'known';
  if (revision === copy.revision || sameDocument(copy.saved, root)) {
    seal();
    run(replaceDocument(root, copy.document, 'local'));
    return 'applied';
  }
  const merging = { why: 'local' as const, author: '', base: copy.saved, theirs: root, revision };
  run(replaceDocument(root, copy.document, 'local'));
  // As it was when the copy was made: who leaves without a choice is asked again.
  setDraft({ merging, saved: copy.saved, revision: copy.revision, saveState: 'conflict' });
  return 'merging';
}
