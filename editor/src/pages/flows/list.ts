/** Which flows the list shows, in which order, and in which folders they stand. */

import type { FlowSummary } from '../../api/types';

export const SORTS = ['name', 'state', 'deployed', 'saved', 'problems', 'nodes'] as const;
export type Sort = (typeof SORTS)[number];
export interface Order {
  by: Sort;
  down: boolean;
}
export interface Filter {
  search: string;
  /** Path of the folder that is open; '' shows all. */
  folder: string;
  state: FlowSummary['state'] | '';
}
export interface Folder {
  path: string;
  name: string;
  depth: number;
  /** Flows in it and in the folders within it. */
  count: number;
}

export const folderOf = (flow: FlowSummary) => flow.folder ?? '';

/** All folders that have flows, and those around them, as a tree would list them. */
export function foldersOf(flows: readonly FlowSummary[]): Folder[] {
  const counts = new Map<string, number>();
  for (const flow of flows) {
    const parts = folderOf(flow).split('/').filter(Boolean);
    parts.forEach((_, i) => {
      const path = parts.slice(0, i + 1).join('/');
      counts.set(path, (counts.get(path) ?? 0) + 1);
    });
  }
  return [...counts]
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([path, count]) => {
      const parts = path.split('/');
      return { path, name: parts.at(-1) ?? path, depth: parts.length - 1, count };
    });
}

function comparePaths(a: string, b: string): number {
  const [first, second] = [a.split('/'), b.split('/')];
  for (const [i, part] of first.entries()) {
    const other = second[i];
    if (other === undefined) return 1;
    if (part !== other) return part.localeCompare(other);
  }
  return first.length - second.length;
}

export function found(flows: readonly FlowSummary[], filter: Filter, order: Order): FlowSummary[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return flows
    .filter((flow) => inFolder(flow, filter.folder) && (!filter.state || flow.state === filter.state))
    .filter((flow) => {
      const text = textOf(flow);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => (order.down ? -1 : 1) * compareBy(order.by, a, b) || a.id.localeCompare(b.id));
}

function inFolder(flow: FlowSummary, folder: string): boolean {
  const own = folderOf(flow);
  return !folder || own === folder || own.startsWith(`${folder}/`);
}

/** Names, kinds and points. */
function textOf({ id, name, description, folder, words }: FlowSummary): string {
  return [id, name, description, folder ?? '', ...(words ?? [])].join(' ').toLowerCase();
}

function compareBy(by: Sort, a: FlowSummary, b: FlowSummary): number {
  if (by === 'nodes') return a.nodes - b.nodes;
  if (by === 'problems') return a.problems - b.problems;
  const key = {
    name: (flow: FlowSummary) => flow.name || flow.id,
    state: (flow: FlowSummary) => flow.state,
    deployed: (flow: FlowSummary) => flow.deployed?.time ?? '',
    saved: (flow: FlowSummary) => flow.saved ?? '',
  }[by];
  return key(a).localeCompare(key(b));
}
