/** Blocks that go along with nodes: to the clipboard, and into a flow that may hold others of the same name. */

import type { Block, Blocks, DocNode } from '../api/types';
import { freeId } from '../commands/ids';
import { BLOCK } from './blockView';

type Nodes = Record<string, DocNode>;

const usedBy = (nodes: Nodes | undefined): string[] =>
  Object.values(nodes ?? {}).flatMap((node) => {
    const id = node.kind === BLOCK ? node.config?.['block'] : undefined;
    return typeof id === 'string' ? [id] : [];
  });

/** The blocks that a block uses, and in which versions. */
export const innerUses = (block: Block): { id: string; version: number }[] =>
  Object.values(block.nodes ?? {}).flatMap((node) => {
    const { block: id, version } = node.kind === BLOCK ? node.config : {};
    return typeof id === 'string' ? [{ id, version: typeof version === 'number' ? version : 1 }] : [];
  });

/** The blocks that nodes need, and those that these need. */
export function neededBlocks(nodes: Nodes, held: Blocks | undefined): Blocks {
  const found: Blocks = {};
  const open = usedBy(nodes);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const block = held?.[id];
    if (!block || found[id]) continue;
    found[id] = block;
    open.push(...usedBy(block.nodes));
  }
  return found;
}

export interface Adopted {
  nodes: Nodes;
  /** New to the flow. */
  blocks: Blocks;
  /** Names that were taken by a block of other content. */
  renamed: [from: string, to: string][];
}

/** Nodes with the blocks that they bring. The flow's own blocks stay as they are. */
export function adopted(nodes: Nodes, brought: Blocks, held: Blocks): Adopted {
  const names = new Map<string, string>();
  const taken = new Set([...Object.keys(held), ...Object.keys(brought)]);
  for (const [id, block] of Object.entries(brought)) {
    const own = held[id];
    if (!own || sameBlock(own, block)) continue;
    const free = freeId(id, taken);
    taken.add(free);
    names.set(id, free);
  }
  const versionOf = (id: string) => held[id]?.version ?? brought[id]?.version;
  const blocks = Object.entries(brought).flatMap(([id, block]): [string, Block][] => {
    if (held[id] && !names.has(id)) return [];
    const now = names.get(id) ?? id;
    const inner = block.nodes ? { nodes: renamedUses(block.nodes, names, versionOf) } : {};
    return [[now, { ...block, id: now, ...inner }]];
  });
  return {
    nodes: renamedUses(nodes, names, versionOf),
    blocks: Object.fromEntries(blocks),
    renamed: [...names],
  };
}

/** The same but for the version, which the library counts. */
export const sameBlock = (a: Block, b: Block): boolean => {
  const plain = ({ version: _, ...rest }: Block) => sorted(rest);
  return plain(a) === plain(b);
};

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    item && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

function renamedUses(
  nodes: Nodes,
  names: ReadonlyMap<string, string>,
  versionOf: (id: string) => number | undefined,
): Nodes {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const block = node.kind === BLOCK ? String(node.config?.['block'] ?? '') : '';
      if (!block) return [id, node];
      const now = names.get(block) ?? block;
      const version = names.has(block)
        ? node.config['version']
        : (versionOf(block) ?? node.config['version']);
      if (now === block && version === node.config['version']) return [id, node];
      return [id, { ...node, config: { ...node.config, block: now, version: version ?? 1 } }];
    }),
  );
}
