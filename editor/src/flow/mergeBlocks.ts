/** Blocks of a flow that two people changed: field by field, as far as all that is wired is there afterwards. */

import type { Block, DocNode, FlowDocument, Json, Wire } from '../api/types';
import { BLOCK } from './blockView';
import { decide, type Maybe, type Merging, mergeOrder, mergeValue, put, same } from './mergeValues';
import { wireKey } from './rules';

type Nodes = Record<string, DocNode>;
type Wires = Pick<FlowDocument, 'wires'>;
/** Answers the wires of both whose ends are among these nodes. */
type MergeWires = (base: Wires, mine: Wires, theirs: Wires, nodes: object) => Wire[];

const json = (block: unknown) => block as Maybe;

export function mergeBlocks(
  base: FlowDocument,
  mine: FlowDocument,
  theirs: FlowDocument,
  nodes: Nodes,
  wires: MergeWires,
  to: Merging,
): Record<string, Block> {
  const [was, a, b] = [base.blocks ?? {}, mine.blocks ?? {}, theirs.blocks ?? {}];
  const ids = mergeOrder(Object.keys(was), Object.keys(a), Object.keys(b));
  const merged: Record<string, Block> = {};
  for (const id of ids ?? Object.keys({ ...was, ...a, ...b })) {
    const block = mergeBlock(was[id], a[id], b[id], `blocks/${id}`, wires, to);
    if (block) put(merged, id, block);
  }
  for (const id of used(nodes, merged, { ...was, ...b, ...a }))
    merged[id] ??= (a[id] ?? b[id] ?? was[id]) as Block;
  return merged;
}

/** Blocks that one has taken out with its last node, while the other has put in another one: with those inside of them. */
function used(nodes: Nodes, merged: Record<string, Block>, known: Record<string, Block>): Set<string> {
  const found = new Set<string>();
  const look = (within: Nodes) => {
    for (const { kind, config } of Object.values(within)) {
      const id = kind === BLOCK ? String(config?.['block'] ?? '') : '';
      if (!Object.hasOwn(known, id) || found.has(id)) continue;
      found.add(id);
      look((merged[id] ?? known[id])?.nodes ?? {});
    }
  };
  look(nodes);
  return found;
}

function mergeBlock(
  was: Block | undefined,
  a: Block | undefined,
  b: Block | undefined,
  at: string,
  wires: MergeWires,
  to: Merging,
): Block | undefined {
  const known = same(json(a), json(b)) || same(json(a), json(was)) || same(json(b), json(was));
  if (known || !was || !a || !b)
    return mergeValue(json(was), json(a), json(b), at, to) as unknown as Block | undefined;
  const within: Merging = { choices: to.choices, conflicts: [] };
  const plain = ({ wires: _, ...rest }: Block) => rest as unknown as Json;
  const merged = mergeValue(plain(was), plain(a), plain(b), at, within) as unknown as Block;
  const nodes = merged.nodes ?? {};
  if (!needed(was, a, b, merged).every((id) => Object.hasOwn(nodes, id)))
    return decide(json(was), json(a), json(b), at, to) as unknown as Block;
  to.conflicts.push(...within.conflicts);
  const of = (block: Block) => ({ wires: block.wires ?? [] });
  const groups = merged.groups?.map((group) => ({
    ...group,
    nodes: group.nodes.filter((id) => Object.hasOwn(nodes, id)),
  }));
  return { ...merged, ...(groups && { groups }), wires: wires(of(was), of(a), of(b), nodes) };
}

/** Nodes that a side has wired anew, and those behind the ports. */
function needed(was: Block, a: Block, b: Block, merged: Block): string[] {
  const had = new Set((was.wires ?? []).map(wireKey));
  const fresh = [...(a.wires ?? []), ...(b.wires ?? [])].filter((wire) => !had.has(wireKey(wire)));
  const ports = [...(merged.inputs ?? []), ...(merged.outputs ?? [])].flatMap((port) => port.wires ?? []);
  return [...fresh.flatMap(({ from, to }) => [from[0], to[0]]), ...ports.map(([id]) => id)];
}
