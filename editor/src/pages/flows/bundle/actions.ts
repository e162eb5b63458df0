/** Writing a bundle, and what this installation knows of one. */

import { listBlocks, readBlock, saveBlock } from '../../../api/blocks';
import { api, path } from '../../../api/client';
import type {
  Blocks,
  Catalogue,
  Connection,
  FlowDocument,
  FlowRecord,
  FlowSummary,
  ServerStatus,
} from '../../../api/types';
import {
  type BlockState,
  type BundleConnection,
  blockStates,
  bundleOf,
  connectionsIn,
  unknownKinds,
} from '../../../flow/bundle';
import { saveFile } from '../actions';

/** The draft with its blocks and the names of its connections, as a file. */
export async function exportBundle(flow: FlowSummary): Promise<void> {
  const [{ document }, connections, { version }] = await Promise.all([
    api.get<FlowRecord>(path`/flows/${flow.id}`),
    api.get<Connection[]>('/connections').catch((): Connection[] => []),
    api.get<ServerStatus>('/status'),
  ]);
  saveFile(`${flow.id}.bundle.json`, bundleOf(document, connections, version));
}

export interface Contents {
  blocks: Record<string, BlockState>;
  connections: (BundleConnection & { here: boolean })[];
  unknown: string[];
}

/** What is in a flow that comes from elsewhere, as this installation sees it. */
export async function contentsOf(
  document: FlowDocument,
  named: readonly BundleConnection[],
): Promise<Contents> {
  const ids = Object.keys(document.blocks ?? {});
  const [library, connections, catalogue] = await Promise.all([
    ids.length ? libraryOf(ids) : {},
    api.get<Connection[]>('/connections').catch((): Connection[] => []),
    api.get<Catalogue>('/catalogue').catch(() => null),
  ]);
  const here = new Set(connections.map((connection) => connection.id));
  return {
    blocks: blockStates(document.blocks ?? {}, library),
    connections: connectionsIn(document).map((id) => {
      const one = named.find((connection) => connection.id === id);
      return { id, name: one?.name ?? id, kind: one?.kind ?? '', here: here.has(id) };
    }),
    unknown: catalogue ? unknownKinds(document, new Set(catalogue.kinds.map((spec) => spec.kind))) : [],
  };
}

async function libraryOf(ids: readonly string[]): Promise<Blocks> {
  const known = new Set((await listBlocks()).map((block) => block.id));
  const found = await Promise.all(ids.filter((id) => known.has(id)).map((id) => readBlock(id)));
  return Object.fromEntries(found.map((block) => [block.id, block]));
}

/** Keeps blocks of the flow in the library; what is there already is a version before. */
export async function keepBlocks(document: FlowDocument, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const block = document.blocks?.[id];
    if (block) await saveBlock({ ...block, id });
  }
}
