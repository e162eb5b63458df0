/** What the user can do with the selection; each makes one command. Used by keys, menus and buttons alike. */

import i18next from 'i18next';

import type { DocNode, FlowDocument, KindSpec, Position, Wire } from '../../api/types';
import { toast } from '../../app/toasts';
import { foldGroup, movePart } from '../../commands/change';
import { copyPart, freeId, newNode, withFreeIds } from '../../commands/ids';
import { addPart, type Part, removePart } from '../../commands/part';
import { several } from '../../commands/several';
import { swap } from '../../commands/swap';
import { adopted, neededBlocks } from '../../flow/blockParts';
import { blockKeyAt, isPortKind, wiresAtUses } from '../../flow/blockView';
import { readPart } from '../../flow/part';
import { kindText } from '../../i18n';
import { useEditor } from '../../store';
import { groupKey, noteKey } from '../../store/graph';

export const GRID = 8;
export const snap = (n: number): number => Math.round(n / GRID) * GRID;

interface Chosen {
  nodes: Set<string>;
  notes: Set<string>;
  groups: Set<string>;
  wires: Set<Wire>;
}

export function chosen(): Chosen {
  const { selected, edges, document } = useEditor.getState();
  const ids = new Set(selected);
  return {
    nodes: new Set(selected.filter((id) => document?.nodes[id])),
    notes: new Set(document?.notes.filter((note) => ids.has(noteKey(note.id))).map((note) => note.id)),
    groups: new Set(document?.groups.filter((group) => ids.has(groupKey(group.id))).map((group) => group.id)),
    wires: new Set(edges.filter((edge) => edge.selected).flatMap((edge) => edge.data?.wire ?? [])),
  };
}

/** Viewers look; and while deploying, what is shown is what is deployed. */
export const locked = (): boolean => useEditor.getState().readOnly || useEditor.getState().deploying;

/** A node of a kind with its defaults; its id and name are free. */
export function freshNode(
  document: FlowDocument,
  spec: KindSpec,
  at: Position,
): { id: string; node: DocNode } {
  const title = kindText(spec.title);
  const names = new Set(Object.values(document.nodes).map((node) => node.name));
  const id = freeId(spec.kind.split('.').at(-1) ?? spec.kind, new Set(Object.keys(document.nodes)));
  let name = title;
  for (let n = 2; names.has(name); n += 1) name = `${title} ${n}`;
  return { id, node: newNode(spec, name, [snap(at[0]), snap(at[1])]) };
}

/** Adds a node of a kind, in the middle of `at`, and selects it. Answers its id. */
export function addKind(
  spec: KindSpec,
  at: Position,
  wires: (id: string) => Wire[] = () => [],
): string | null {
  if (locked()) return null;
  const { document, run, select, setUi } = useEditor.getState();
  if (!document) return null;
  const { id, node } = freshNode(document, spec, at);
  run(addPart({ nodes: { [id]: node }, wires: wires(id) }, { what: 'add', name: node.name }));
  select([id]);
  setUi({ inspectorTab: 'settings', quickAdd: null });
  return id;
}

export function removeSelection(what = 'remove'): void {
  if (locked()) return;
  const { document, run, select } = useEditor.getState();
  const gone = chosen();
  if (!document || !(gone.nodes.size + gone.notes.size + gone.groups.size + gone.wires.size)) return;
  const before = wiresOutside();
  run(removePart(document, gone, what));
  select([]);
  const count = before - wiresOutside();
  if (count > 0) toast(i18next.t('blocks:wiresGone', { count }));
}

/** Wires at the nodes that stand for the block that is open. */
function wiresOutside(): number {
  const { root, scope } = useEditor.getState();
  const key = root && blockKeyAt(root, scope);
  return root && key ? wiresAtUses(root, key) : 0;
}

/** Takes wires out, all of them by one command. */
export function removeWires(wires: readonly Wire[]): void {
  const { document, run, seal } = useEditor.getState();
  if (!document || locked() || wires.length === 0) return;
  const none: ReadonlySet<string> = new Set();
  seal();
  run(removePart(document, { nodes: none, notes: none, groups: none, wires: new Set(wires) }, 'slice'));
}

/** Shows the selected groups, and those of the selected nodes, as boxes, or opens them. */
export function foldSelection(): void {
  if (locked()) return;
  const { document, run, seal } = useEditor.getState();
  const { groups, nodes } = chosen();
  const some = document?.groups.filter((one) => groups.has(one.id) || one.nodes.some((id) => nodes.has(id)));
  if (!some?.length) return;
  seal();
  run(several(some.map(foldGroup), { what: 'fold', count: some.length }));
}

/** The selected part as clipboard text; empty when nothing is selected. */
export function selectionText(): string {
  const { document } = useEditor.getState();
  const { nodes, notes } = chosen();
  if (!document || nodes.size + notes.size === 0) return '';
  const own = new Set([...nodes].filter((id) => !isPortKind(document.nodes[id]?.kind ?? '')));
  const part = copyPart(document, own, notes);
  const blocks = neededBlocks(part.nodes, document.blocks);
  const along = Object.keys(blocks).length ? { blocks } : {};
  return JSON.stringify({ format: 'tundish.part/1', ...part, ...along }, null, 2);
}

/** Adds what was copied, at a place; says so when it is no part of a flow. */
export function pasteText(text: string, at: Position | null): void {
  if (locked() || !text.trim()) return;
  const part = readPart(text);
  if (typeof part === 'string') toast(i18next.t(`gestures:paste.${part}`));
  else insertPart(part, at, 'paste');
}

/** Adds a part with free ids; at a place when one is given, else a little beside the original. */
export function insertPart(part: Part, at: Position | null, what: string): void {
  if (locked()) return;
  const { document, run, select } = useEditor.getState();
  if (!document) return;
  const places = [...Object.values(part.nodes), ...(part.notes ?? [])].map((item) => item.position);
  const left = Math.min(...places.map(([x]) => x));
  const top = Math.min(...places.map(([, y]) => y));
  const shift: Position = at ? [snap(at[0] - left), snap(at[1] - top)] : [24, 24];
  const { nodes, blocks, renamed } = adopted(part.nodes, part.blocks ?? {}, document.blocks ?? {});
  const fresh = withFreeIds({ ...part, nodes }, document, shift);
  const label = { what, count: places.length };
  const added = addPart(fresh, label);
  const along = { ...document.blocks, ...blocks };
  const both = Object.keys(blocks).length
    ? swap(document, { ...added.execute(document), blocks: along }, label)
    : null;
  run(both ?? added);
  for (const [from, to] of renamed) toast(i18next.t('blocks:renamed', { from, to }));
  select([...Object.keys(fresh.nodes), ...(fresh.notes ?? []).map((note) => noteKey(note.id))]);
}

export function duplicateSelection(): void {
  const part = readPart(selectionText());
  if (typeof part !== 'string') insertPart(part, null, 'duplicate');
}

export function selectAll(): void {
  const { nodes, select } = useEditor.getState();
  select(nodes.filter((node) => node.type !== 'area').map((node) => node.id));
}

/** Moves the selection by whole grid steps, groups with their nodes; nudges that follow each other are one command. */
export function nudge(dx: number, dy: number): void {
  if (locked()) return;
  const { document, run } = useEditor.getState();
  if (!document) return;
  const { nodes, notes, groups } = chosen();
  for (const group of document.groups) if (groups.has(group.id)) for (const id of group.nodes) nodes.add(id);
  const places = (list: (readonly [string, Position])[]) => ({
    before: Object.fromEntries(list),
    after: Object.fromEntries(list.map(([id, [x, y]]) => [id, [x + dx * GRID, y + dy * GRID] as Position])),
  });
  if (nodes.size + notes.size === 0) return;
  const nodePlaces = [...nodes].flatMap((id) => {
    const node = document.nodes[id];
    return node ? [[id, node.position] as const] : [];
  });
  const notePlaces = document.notes.filter((n) => notes.has(n.id)).map((n) => [n.id, n.position] as const);
  run(movePart(places(nodePlaces), places(notePlaces)));
}

export function addNote(at: Position): void {
  if (locked()) return;
  const { document, run, select, setUi } = useEditor.getState();
  if (!document) return;
  const id = freeId('note', new Set(document.notes.map((note) => note.id)));
  const note = {
    id,
    text: '',
    position: [snap(at[0]), snap(at[1])] as Position,
    size: [216, 80] as [number, number],
  };
  run(addPart({ nodes: {}, wires: [], notes: [note] }, { what: 'note' }));
  select([noteKey(id)]);
  setUi({ renaming: noteKey(id) });
}

export function groupSelection(): void {
  if (locked()) return;
  const { document, run, select, setUi } = useEditor.getState();
  const nodes = [...chosen().nodes].filter((one) => !isPortKind(document?.nodes[one]?.kind ?? ''));
  if (!document || nodes.length === 0) return;
  const id = freeId('group', new Set(document.groups.map((group) => group.id)));
  const group = { id, name: i18next.t('editor:group.new'), nodes };
  run(addPart({ nodes: {}, wires: [], groups: [group] }, { what: 'group' }));
  select([groupKey(id)]);
  setUi({ renaming: groupKey(id) });
}

export function renameSelected(): void {
  if (locked()) return;
  const { selected, setUi } = useEditor.getState();
  if (selected.length === 1) setUi({ renaming: selected[0] ?? null });
}
