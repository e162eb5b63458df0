/**
 * Three-way merge of flows: two people have changed the same document. Changes at different nodes, fields and rows go
 * together by themselves; what both changed differently is a conflict that somebody decides. No wire is left dangling.
 */

import type { DocNode, FlowDocument, Json, Wire } from '../api/types';
import { freeId } from '../commands/ids';
import { mergeBlocks } from './mergeBlocks';
import {
  type Choices,
  decide,
  type Maybe,
  type Merging,
  mergeOrder,
  mergeValue,
  put,
  same,
  type ValueConflict,
} from './mergeValues';
import { wireKey } from './rules';
import { sameDocument } from './sameDocument';

export type { Choice, Choices } from './mergeValues';

export interface MergeConflict extends ValueConflict {
  /** The node that it is about; null for the flow as a whole. */
  node: string | null;
  /** Name of the node, as it is called on either side. */
  name: string;
  /** Path in the node, or in the flow: "config/rows/P1/h"; empty for the node as a whole. */
  field: string;
}

export interface Merged {
  document: FlowDocument;
  /** Decided as chosen, by mine where nobody has chosen. */
  conflicts: MergeConflict[];
  /** Both have added a node under one id: mine has got another. */
  renamed: { from: string; to: string }[];
  /** Names of nodes that both have moved: they lie where mine has them. */
  moved: string[];
}

type Nodes = Record<string, DocNode>;
type Wires = Pick<FlowDocument, 'wires'>;
type Side = 'mine' | 'theirs';
/** Keys that are not merged as plain values. */
const APART = new Set(['nodes', 'wires', 'groups', 'blocks']);

export function merge(
  base: FlowDocument,
  mine: FlowDocument,
  theirs: FlowDocument,
  choices: Choices = {},
): Merged {
  const nothing = { conflicts: [], renamed: [], moved: [] };
  if (sameDocument(mine, theirs) || sameDocument(theirs, base)) return { document: mine, ...nothing };
  if (sameDocument(mine, base)) return { document: theirs, ...nothing };
  const { document: apart, renamed } = withOwnIds(base, mine, theirs);
  const to: Merging = { choices, conflicts: [] };
  const rest = mergeValue(plain(base), plain(apart), plain(theirs), '', to) as unknown as FlowDocument;
  const { nodes, moved, kept } = mergeNodes(base, apart, theirs, to);
  const document: FlowDocument = {
    ...rest,
    ...blocksOf(base, apart, theirs, nodes, to),
    nodes,
    wires: mergeWires(base, apart, theirs, nodes, kept),
    groups: mergeGroups(base, apart, theirs, nodes, kept, to),
  };
  return { document, conflicts: to.conflicts.map((one) => placed(one, apart, theirs)), renamed, moved };
}

function plain(document: FlowDocument): Json {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !APART.has(key))) as Json;
}

/** Nodes that both have added under one id are two nodes: mine gets a free id, with its wires and groups. */
function withOwnIds(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument) {
  const taken = new Set([base, mine, theirs].flatMap(({ nodes }) => Object.keys(nodes)));
  const names = new Map<string, string>();
  for (const [id, node] of Object.entries(mine.nodes)) {
    const other = theirs.nodes[id];
    if (base.nodes[id] || !other || same(still(node), still(other))) continue;
    const free = freeId(id, taken);
    taken.add(free);
    names.set(id, free);
  }
  if (names.size === 0) return { document: mine, renamed: [] };
  const now = (id: string) => names.get(id) ?? id;
  const document: FlowDocument = {
    ...mine,
    nodes: Object.fromEntries(Object.entries(mine.nodes).map(([id, node]) => [now(id), node])),
    wires: mine.wires.map(({ from, to }) => ({ from: [now(from[0]), from[1]], to: [now(to[0]), to[1]] })),
    groups: mine.groups.map((group) => ({ ...group, nodes: group.nodes.map(now) })),
  };
  return { document, renamed: [...names].map(([from, to]) => ({ from, to })) };
}

/** A node without its place. */
function still({ position: _, ...node }: DocNode): Json {
  return node as unknown as Json;
}

function mergeNodes(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument, to: Merging) {
  const nodes: Nodes = {};
  const moved: string[] = [];
  /** Whose wires count at a node that one side has removed. */
  const kept = new Map<string, Side>();
  const ids = [base, mine, theirs].map((document) => Object.keys(document.nodes)) as [
    string[],
    string[],
    string[],
  ];
  const wired = [wiredNodes(base, mine), wiredNodes(base, theirs)] as const;
  for (const id of mergeOrder(...ids) ?? Object.keys({ ...base.nodes, ...mine.nodes, ...theirs.nodes })) {
    const [was, a, b] = [base.nodes[id], mine.nodes[id], theirs.nodes[id]];
    let node: DocNode | undefined;
    if (was && !a !== !b) {
      node = oneRemoved(id, was, a, b, a ? wired[0].has(id) : wired[1].has(id), to);
      if (node) kept.set(id, a ? 'mine' : 'theirs');
    } else if (was && a && b) {
      node = bothHave(id, was, a, b, to);
      const all = [was, a, b].map((one) => one.position.join());
      if (node && new Set(all).size === 3) moved.push(node.name || id);
    } else node = a ?? b;
    if (node) put(nodes, id, node);
  }
  return { nodes, moved, kept };
}

/** Removed by one: gone, unless the other has changed it or wired something to it, which somebody has to decide. */
function oneRemoved(
  id: string,
  was: DocNode,
  a: DocNode | undefined,
  b: DocNode | undefined,
  wired: boolean,
  to: Merging,
): DocNode | undefined {
  const rest = (a ?? b) as DocNode;
  if (same(still(rest), still(was)) && !wired) return undefined;
  const json = (node: DocNode | undefined) => node as unknown as Maybe;
  return decide(json(was), json(a), json(b), `nodes/${id}`, to) as unknown as DocNode | undefined;
}

function bothHave(id: string, was: DocNode, a: DocNode, b: DocNode, to: Merging): DocNode {
  const at = `nodes/${id}`;
  const position = same(a.position, was.position) ? b.position : a.position;
  const replaced = a.kind !== was.kind || b.kind !== was.kind;
  const [base, mine, theirs] = [still(was), still(a), still(b)];
  const clash = replaced && ![same(mine, base), same(theirs, base), same(mine, theirs)].includes(true);
  const merged = clash ? decide(base, mine, theirs, at, to) : mergeValue(base, mine, theirs, at, to);
  for (const one of [a, b]) if (same(merged, still(one)) && same(position, one.position)) return one;
  return { ...(merged as unknown as DocNode), position };
}

/** Nodes at which a side has wires that the base has not. */
function wiredNodes(base: FlowDocument, side: FlowDocument): Set<string> {
  const had = new Set(base.wires.map(wireKey));
  const fresh = side.wires.filter((wire) => !had.has(wireKey(wire)));
  return new Set(fresh.flatMap(({ from, to }) => [from[0], to[0]]));
}

function mergeWires(
  base: Wires,
  mine: Wires,
  theirs: Wires,
  nodes: object,
  kept: ReadonlyMap<string, Side>,
): Wire[] {
  const [was, a, b] = [base, mine, theirs].map(({ wires }) => new Map(wires.map((w) => [wireKey(w), w]))) as [
    Map<string, Wire>,
    Map<string, Wire>,
    Map<string, Wire>,
  ];
  const order = mergeOrder([...was.keys()], [...a.keys()], [...b.keys()]) ?? [
    ...new Map([...was, ...a, ...b]).keys(),
  ];
  return order.flatMap((key) => {
    const wire = (a.get(key) ?? b.get(key) ?? was.get(key)) as Wire;
    const [from, to] = [wire.from[0], wire.to[0]];
    if (!Object.hasOwn(nodes, from) || !Object.hasOwn(nodes, to)) return [];
    const keeper = kept.get(from) ?? kept.get(to);
    const side = keeper && { mine: a, theirs: b }[keeper];
    const stays = side ? side.has(key) : was.has(key) ? a.has(key) && b.has(key) : true;
    return stays ? [wire] : [];
  });
}

function blocksOf(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument, nodes: Nodes, to: Merging) {
  if (!base.blocks && !mine.blocks && !theirs.blocks) return {};
  const wires = (was: Wires, a: Wires, b: Wires, inside: object) => mergeWires(was, a, b, inside, new Map());
  return { blocks: mergeBlocks(base, mine, theirs, nodes, wires, to) };
}

/** Groups are no more than a picture: members that both sides left in or added, as far as they are there. */
function mergeGroups(
  base: FlowDocument,
  mine: FlowDocument,
  theirs: FlowDocument,
  nodes: Nodes,
  kept: ReadonlyMap<string, Side>,
  to: Merging,
): FlowDocument['groups'] {
  const of = (document: FlowDocument, side: Side) => withMembers(base, document, side, kept);
  const merged = mergeValue(
    of(base, 'mine'),
    of(mine, 'mine'),
    of(theirs, 'theirs'),
    'groups',
    to,
  ) as unknown as {
    id: string;
    name: string;
    nodes: Record<string, boolean>;
  }[];
  return merged.map((group) => ({
    ...group,
    nodes: Object.keys(group.nodes).filter((id) => Object.hasOwn(nodes, id)),
  }));
}

/** Groups with their members as keys; a node that the other side has kept is a member again. */
function withMembers(
  base: FlowDocument,
  document: FlowDocument,
  side: Side,
  kept: ReadonlyMap<string, Side>,
): Json {
  return document.groups.map(({ nodes: members, ...group }) => {
    const before = base.groups.find((one) => one.id === group.id)?.nodes ?? [];
    const back = (id: string) => kept.has(id) && kept.get(id) !== side;
    const all = [...before.filter((id) => members.includes(id) || back(id)), ...members];
    return { ...group, nodes: Object.fromEntries(all.map((id) => [id, true])) };
  });
}

function placed(conflict: ValueConflict, mine: FlowDocument, theirs: FlowDocument): MergeConflict {
  const [first = '', id = '', ...rest] = conflict.path.split('/');
  if (first !== 'nodes') return { ...conflict, node: null, name: '', field: conflict.path };
  const name = mine.nodes[id]?.name || theirs.nodes[id]?.name || id;
  return { ...conflict, node: id, name, field: rest.join('/') };
}
