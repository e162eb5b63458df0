/** Blocks go along with nodes, and meet others of their name. */

import { expect, test } from 'vitest';

import type { Block, Blocks } from '../../src/api/types';
import { adopted, neededBlocks } from '../../src/flow/blockParts';
import { node } from '../documents';

const block = (id: string, more: Partial<Block> = {}): Block => ({
  format: 'tundish.block/1',
  id,
  version: 1,
  ...more,
});
const use = (id: string, version = 1) => node('block', id, [0, 0], { block: id, version });
const held: Blocks = {
  pump: block('pump', { nodes: { inner: use('seal') } }),
  seal: block('seal', { name: 'Seal' }),
  other: block('other'),
};

test('a copied node takes its block along, and the blocks inside that', () => {
  expect(Object.keys(neededBlocks({ a: use('pump'), b: node('compute.scale', 'B') }, held)).sort()).toEqual([
    'pump',
    'seal',
  ]);
  expect(neededBlocks({ a: use('gone') }, held)).toEqual({});
});

test('the same block is not added again; another of the same name is renamed wherever it is used', () => {
  const brought = neededBlocks({ a: use('pump') }, held);
  expect(adopted({ a: use('pump') }, brought, held)).toEqual({
    nodes: { a: use('pump') },
    blocks: {},
    renamed: [],
  });

  const later = { ...held, seal: { ...held['seal'], version: 4 } as Block };
  expect(adopted({ a: use('seal') }, brought, later).nodes['a']?.config['version']).toBe(4);

  const mine: Blocks = { seal: block('seal', { name: 'My seal' }) };
  const made = adopted({ a: use('pump'), b: use('seal') }, brought, mine);
  expect(made.renamed).toEqual([['seal', 'seal-2']]);
  expect(Object.keys(made.blocks).sort()).toEqual(['pump', 'seal-2']);
  expect(made.blocks['seal-2']?.id).toBe('seal-2');
  expect(made.blocks['pump']?.nodes?.['inner']?.config['block']).toBe('seal-2');
  expect(made.nodes['b']?.config['block']).toBe('seal-2');
  expect(adopted({ a: use('pump') }, brought, {}).blocks).toEqual(brought);
});
