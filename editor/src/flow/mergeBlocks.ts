/** Blocks of a flow that two people changed: field by field, as far as all that is wired is there afterwards. */

import type { Block, FlowDocument, Json, Wire } from '../api/types';
import { decide, type Maybe, type Merging, mergeOrder, mergeValue, put, same } from './mergeValues';
import { wireKey } from './rules';

type Wires = Pick<FlowDocument, 'wires'>;
/** Answers the wires of both whose ends are among these nodes. */
type MergeWires = (base: Wires, mine: Wires, theirs: Wires, nodes: object) => Wire[];

const json = (block: unknown) => block as Maybe;

export function mergeBlocks(
  base: FlowDocument,
  mine: FlowDocument,
  theirs: FlowDocument,
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
  return merged;
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
