/**
 * Two documents on one canvas. While they are shown, the editor holds them in place of the draft and what is deployed,
 * and changes nothing; afterwards everything is as it was.
 */

import i18next from 'i18next';

import { api, path } from '../api/client';
import type { DraftRecord, FlowDocument, Version } from '../api/types';
import { replaceDocument } from '../commands/change';
import { saveNow } from './autosave';
import type { Compared } from './draftSlice';
import { toGraph } from './graph';
import { useEditor } from './index';

const HELD = [
  'root', 'document', 'scope', 'nodes', 'edges', 'selected', 'deployed', 'deployedDocument', 'deployedRoot', 'problems',
  'allProblems', 'readOnly',
] as const; // biome-ignore format: one list

let held: Partial<ReturnType<typeof useEditor.getState>> | null = null;

/**
 * What can be compared: a version, somebody's draft, what that was made from (the list tells who made it), or the draft
 * on the screen.
 */
export type What =
  | { version: number }
  | { user: string }
  | { base: string; versions: readonly Version[] }
  | 'draft';

export async function compare(before: What, after: What): Promise<void> {
  if (held) endCompare();
  await saveNow();
  const get = fetcher();
  const [from, to] = await Promise.all([sideOf(before, get), sideOf(after, get)]);
  const state = useEditor.getState();
  if (!state.root || from.document.id !== state.root.id) return;
  held = Object.fromEntries(HELD.map((key) => [key, state[key]]));
  const graph = toGraph(to.document, state.kinds, { nodes: [], edges: [] });
  useEditor.setState({
    comparing: { before: from, after: to, readOnly: state.readOnly },
    readOnly: true,
    deploying: true,
    drawerTab: 'differences',
    drawerOpen: true,
    scope: [],
    root: to.document,
    document: to.document,
    deployedRoot: from.document,
    deployedDocument: from.document,
    problems: [],
    allProblems: [],
    ...graph,
    selected: [],
  });
}

export function endCompare(): void {
  if (!held) return;
  const back = held;
  held = null;
  useEditor.setState({ ...back, comparing: null, deploying: false, drawerTab: 'versions' });
}

/** The draft becomes an old version, and the panel for deploying opens with what that changes. */
export async function rollBack(version: number): Promise<void> {
  endCompare();
  const { document } = await sideOf({ version }, fetcher());
  const { root, run, seal, setUi, setDraft } = useEditor.getState();
  if (!root) return;
  seal();
  run(replaceDocument(root, { ...document, id: root.id }));
  setDraft({ comment: i18next.t('deploying:backTo', { version }) });
  setUi({ deploying: true, drawerTab: 'differences', drawerOpen: true });
}

type Get = <T>(address: string) => Promise<T>;

/** Both sides may stand in one answer: a draft brings along what it was made from. */
function fetcher(): Get {
  const asked = new Map<string, Promise<unknown>>();
  return <T>(address: string) => {
    const answer = asked.get(address) ?? api.get<T>(address);
    asked.set(address, answer);
    return answer as Promise<T>;
  };
}

async function sideOf(what: What, get: Get): Promise<Compared> {
  const { root } = useEditor.getState();
  const id = root?.id ?? '';
  if (what === 'draft')
    return {
      title: i18next.t('editor:diff.draft'),
      author: '',
      comment: '',
      time: '',
      document: root as FlowDocument,
    };
  if ('version' in what) {
    const { version } = what;
    const found = await get<Version & { document: FlowDocument }>(path`/flows/${id}/versions/${version}`);
    return { ...found, title: `v${version}` };
  }
  const user = 'user' in what ? what.user : what.base;
  const draft = await get<DraftRecord>(path`/flows/${id}/drafts/${user}`);
  if ('user' in what)
    return {
      title: i18next.t('deploying:draftOf', { user }),
      author: user,
      comment: '',
      time: draft.saved,
      document: draft.document,
    };
  const document = draft.base_document;
  if (draft.base === null)
    return { title: i18next.t('editor:diff.before'), author: '', comment: '', time: '', document };
  const made = what.versions.find(({ version }) => version === draft.base);
  const { author, comment, time } = made ?? { author: '', comment: '', time: '' };
  return { title: `v${draft.base}`, author, comment, time, document };
}
