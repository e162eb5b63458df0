/** A flow as one file for another installation: with its blocks, and the names of the connections that it needs. */

import type { Blocks, DocNode, FlowDocument } from '../api/types';
import { sameBlock } from './blockParts';
import { BLOCK } from './blockView';

export const BUNDLE = 'tundish.bundle/1';

export interface BundleConnection {
  id: string;
  name: string;
  kind: string;
}
export interface Bundle {
  format: typeof BUNDLE;
  /** Version of Tundish that wrote it. */
  tundish: string;
  flow: FlowDocument;
  /** Which connections nodes name. Their settings, and so their secrets, stay where they are. */
  connections: BundleConnection[];
}

export function bundleOf(flow: FlowDocument, known: readonly BundleConnection[], tundish: string): Bundle {
  const connections = connectionsIn(flow).map((id) => {
    const one = known.find((connection) => connection.id === id);
    return { id, name: one?.name ?? id, kind: one?.kind ?? '' };
  });
  return { format: BUNDLE, tundish, flow, connections };
}

/** Ids of the connections that nodes name, in blocks too, and that parameters have for a value. */
export function connectionsIn(flow: FlowDocument): string[] {
  const holders = [flow, ...Object.values(flow.blocks ?? {})];
  const found = holders.flatMap(({ nodes, parameters }) => [
    ...Object.values(nodes ?? {}).map((node) => node.config?.['connection']),
    ...Object.values(parameters ?? {})
      .filter((one) => one.type === 'connection')
      .flatMap((one) => [one.value, one.default]),
  ]);
  const ids = found.filter((id): id is string => typeof id === 'string' && id !== '' && !id.includes('{'));
  return [...new Set(ids)].sort();
}

/** Kinds of nodes, in blocks too, that are not installed. */
export function unknownKinds(flow: FlowDocument, installed: ReadonlySet<string>): string[] {
  const holders: (Record<string, DocNode> | undefined)[] = [
    flow.nodes,
    ...Object.values(flow.blocks ?? {}).map((block) => block.nodes),
  ];
  const kinds = holders.flatMap((nodes) => Object.values(nodes ?? {}).map((node) => node.kind));
  return [...new Set(kinds)].filter((kind) => kind !== BLOCK && !installed.has(kind)).sort();
}

export type BlockState = 'new' | 'same' | 'different';

/** How the blocks of a flow stand to those of the library. */
export const blockStates = (brought: Blocks, library: Blocks): Record<string, BlockState> =>
  Object.fromEntries(
    Object.entries(brought).map(([id, block]) => {
      const own = library[id];
      return [id, !own ? 'new' : sameBlock(own, block) ? 'same' : 'different'];
    }),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object of objects, as nodes and blocks are. */
export const holdsObjects = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every(isObject);

/** Blocks as far as everything that looks into them needs it: objects whose nodes are objects. */
export const areBlocks = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((block) => isObject(block) && holdsObjects(block['nodes'] ?? {}));

/** Whether "1.10.0" comes after "1.9.2"; what is no number counts as 0. */
export function isNewer(version: string, than: string): boolean {
  const parts = (text: string) => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(version), parts(than)];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const by = (a[i] ?? 0) - (b[i] ?? 0);
    if (by !== 0) return by > 0;
  }
  return false;
}
