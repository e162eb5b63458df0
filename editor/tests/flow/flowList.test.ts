/** The list of flows: folders as a tree, search over names, kinds and points, order. */

import { expect, test } from 'vitest';

import type { FlowSummary } from '../../src/api/types';
import { type Filter, folderOf, foldersOf, found, type Order } from '../../src/pages/flows/list';

const flow = (id: string, folder: string, part: Partial<FlowSummary> = {}) =>
  ({
    id,
    name: id,
    description: '',
    folder,
    state: 'running',
    nodes: 1,
    problems: 0,
    deployed: null,
    ...part,
  }) as FlowSummary;
const FLOWS = [
  flow('c', 'Water/Pumps', { words: ['alarm.limit', 'P1.flow'], nodes: 9 }),
  flow('a', '', { state: 'draft' }),
  flow('b', 'Water', { name: 'Zulu' }),
  flow('d', 'Water/Pumps/Old'),
  flow('e', 'Waterworks'),
];
const ids = (filter: Partial<Filter>, order: Order = { by: 'name', down: false }) =>
  found(FLOWS, { search: '', folder: '', state: '', ...filter }, order).map(({ id }) => id);

test('folders are a tree with what is in them and below', () => {
  expect(foldersOf(FLOWS).map(({ path, depth, count }) => [path, depth, count])).toEqual([
    ['Water', 0, 3],
    ['Water/Pumps', 1, 2],
    ['Water/Pumps/Old', 2, 1],
    ['Waterworks', 0, 1],
  ]);
  expect(folderOf({} as FlowSummary)).toBe('');
});

test('search, folder, state and order', () => {
  expect(ids({})).toEqual(['a', 'c', 'd', 'e', 'b']);
  expect(ids({ folder: 'Water' })).toEqual(['c', 'd', 'b']);
  expect(ids({ search: 'p1.flow LIMIT' })).toEqual(['c']);
  expect(ids({ search: 'pumps' })).toEqual(['c', 'd']);
  expect(ids({ state: 'draft' })).toEqual(['a']);
  expect(ids({}, { by: 'nodes', down: true })[0]).toBe('c');
});
