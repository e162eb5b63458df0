/** Two people change one flow: nothing is lost, nothing dangles, and only what both changed is asked. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Block, DocNode, FlowDocument, Json, Wire } from '../../src/api/types';
import { merge } from '../../src/flow/merge';
import { node, pump } from '../documents';

interface RowCase {
  name: string;
  base: Json;
  mine: Json;
  theirs: Json;
  merged: Json;
  conflicts: string[];
}

const set = (document: FlowDocument, id: string, change: Partial<DocNode>): FlowDocument => ({
  ...document,
  nodes: { ...document.nodes, [id]: { ...(document.nodes[id] as DocNode), ...change } },
});

function without(document: FlowDocument, id: string): FlowDocument {
  const { [id]: _, ...nodes } = document.nodes;
  const at = ({ from, to }: Wire) => from[0] === id || to[0] === id;
  const groups = document.groups.map((group) => ({
    ...group,
    nodes: group.nodes.filter((one) => one !== id),
  }));
  return { ...document, nodes, groups, wires: document.wires.filter((wire) => !at(wire)) };
}

const limits = (...rows: Json[]) => set(pump(), 'limits', { config: { limits: rows } });
const rowsOf = (document: FlowDocument) => document.nodes['limits']?.config['limits'];

test('changes of different nodes, fields and rows go together by themselves', () => {
  const base = limits({ point: 'P1', h: 1, l: 0 }, { point: 'P2', h: 2, l: 0 });
  const rows = (...given: Json[]) => set(base, 'limits', { config: { limits: given } });
  const mine = set(rows({ point: 'P1', h: 9, l: 0 }, { point: 'P2', h: 2, l: 0 }), 'plc', { name: 'PLC 1' });
  const theirs = rows({ point: 'P0', h: 5 }, { point: 'P1', h: 1, l: -1 }, { point: 'P2', h: 2, l: 0 });
  const { document, conflicts } = merge(base, mine, theirs);
  expect(conflicts).toEqual([]);
  expect(rowsOf(document)).toEqual([
    { point: 'P0', h: 5 },
    { point: 'P1', h: 9, l: -1 },
    { point: 'P2', h: 2, l: 0 },
  ]);
  expect(document.nodes['plc']?.name).toBe('PLC 1');
});

test('one field changed by both is a conflict with three values, decided as chosen', () => {
  const base = limits({ point: 'P1', h: 1 });
  const mine = limits({ point: 'P1', h: 2 });
  const theirs = limits({ point: 'P1', h: 3 });
  const { document, conflicts } = merge(base, mine, theirs);
  const path = 'nodes/limits/config/limits/P1/h';
  expect(conflicts).toEqual([
    { path, base: 1, mine: 2, theirs: 3, node: 'limits', name: 'Limits', field: 'config/limits/P1/h' },
  ]);
  expect(document).toEqual(mine);
  expect(merge(base, mine, theirs, { [path]: 'theirs' }).document).toEqual(theirs);
  expect(merge(base, mine, theirs, { [path]: 'base' }).document).toEqual(base);
});

test('a row removed by one and changed by the other is a conflict', () => {
  const base = limits({ point: 'P1', h: 1 }, { point: 'P2', h: 1 });
  const theirs = limits({ point: 'P1', h: 1 }, { point: 'P2', h: 7 });
  const mine = limits({ point: 'P1', h: 1 });
  const { conflicts } = merge(base, mine, theirs);
  expect(conflicts.map((one) => [one.field, one.mine])).toEqual([['config/limits/P2', undefined]]);
});

test('rows of an alarm table are told apart by their points', () => {
  const rows = (h: number, delay: number): Json[] => [
    { points: 'tank.level', h },
    { points: '*.bearing', on_delay: delay },
  ];
  const { document, conflicts } = merge(limits(...rows(1, 1)), limits(...rows(2, 1)), limits(...rows(1, 5)));
  expect([conflicts, document]).toEqual([[], limits(...rows(2, 5))]);
});

test('rows without a key of their own, as the command line merges them too', () => {
  const file = join(__dirname, '../../../tests/flows/merge_rows.json');
  const cases = JSON.parse(readFileSync(file, 'utf8')) as RowCase[];
  for (const { name, base, mine, theirs, merged, conflicts } of cases) {
    const of = (x: Json) => set(pump(), 'filter', { config: { x } });
    const found = merge(of(base), of(mine), of(theirs));
    const paths = found.conflicts.map((one) => one.field.replace('config/', ''));
    expect([found.document.nodes['filter']?.config['x'], paths], name).toEqual([merged, conflicts]);
  }
});

test('rows that both changed are asked one by one, and chosen one by one', () => {
  const list = (...x: Json[]) => set(pump(), 'filter', { config: { x } });
  const [base, mine, theirs] = [
    list({ when: 1, gives: 0 }, { when: 2, gives: 0 }),
    list({ when: 0 }, { when: 1, gives: 5 }, { when: 2, gives: 5 }),
    list({ when: 1, gives: 6 }, { when: 2, gives: 6 }),
  ];
  const path = 'nodes/filter/config/x';
  const found = merge(base, mine, theirs, { [`${path}/0/gives`]: 'theirs', [`${path}/1/gives`]: 'base' });
  expect(found.conflicts.map((one) => one.path)).toEqual([`${path}/0/gives`, `${path}/1/gives`]);
  expect(found.document).toEqual(list({ when: 0 }, { when: 1, gives: 6 }, { when: 2, gives: 0 }));
});

test('a block that both changed is merged inside; one whose wires would hang in the air is asked as a whole', () => {
  const block = (change: Partial<Block>, gain = 1): FlowDocument => ({
    ...pump(),
    blocks: {
      b: {
        format: 'tundish.block/1',
        id: 'b',
        inputs: [{ name: 'in', carries: 'samples', wires: [['one', 'samples']] }],
        nodes: { one: node('compute.scale', 'One', [0, 0], { gain }), two: node('action.log', 'Two') },
        wires: [{ from: ['one', 'samples'], to: ['two', 'samples'] }],
        ...change,
      },
    },
  });
  const three = { three: node('action.log', 'Three') };
  const old = block({}).blocks?.['b'] as Block;
  const added = block({
    nodes: { ...old.nodes, ...three },
    wires: [...(old.wires ?? []), { from: ['one', 'samples'], to: ['three', 'samples'] }],
  });
  const { document, conflicts } = merge(block({}), added, block({}, 2));
  expect(conflicts).toEqual([]);
  expect(document.blocks?.['b']?.nodes?.['one']?.config).toEqual({ gain: 2 });
  expect(document.blocks?.['b']?.wires?.length).toBe(2);
  const { one: _, ...rest } = old.nodes ?? {};
  const asked = merge(block({}), added, block({ nodes: rest, wires: [], inputs: [] }));
  expect(asked.conflicts.map((one) => one.path)).toEqual(['blocks/b']);
  expect(asked.document).toEqual(added);
});

test('a block whose last node one has taken out stays when the other has put in another node of it', () => {
  const block = (id: string, nodes: FlowDocument['nodes']): Block => ({
    format: 'tundish.block/1',
    id,
    nodes,
  });
  const use = (id: string) => node('block', id, [0, 0], { block: id });
  const blocks = { outer: block('outer', { in: use('inner') }), inner: block('inner', {}) };
  const base: FlowDocument = { ...pump(), nodes: { ...pump().nodes, u1: use('outer') }, blocks };
  const mine = pump();
  const theirs = { ...base, nodes: { ...base.nodes, u2: use('outer') } };
  for (const [a, b] of [
    [mine, theirs],
    [theirs, mine],
  ] as const) {
    const { document, conflicts } = merge(base, a, b);
    expect([conflicts, document.nodes['u1'], document.nodes['u2']]).toEqual([[], undefined, use('outer')]);
    expect(document.blocks).toEqual(blocks);
  }
  expect(merge(base, mine, { ...base, name: 'Other' }).document.blocks).toEqual({});
});

test('a node removed by one and edited, or wired, by the other is a conflict; either way no wire dangles', () => {
  const removed = without(pump(), 'filter');
  const edited = set(pump(), 'filter', { config: { band: 3, x: [1, 2] } });
  const asked = merge(pump(), removed, edited);
  expect(asked.conflicts.map((one) => [one.node, one.field])).toEqual([['filter', '']]);
  expect(asked.document).toEqual(removed);
  expect(merge(pump(), removed, edited, { 'nodes/filter': 'theirs' }).document).toEqual(edited);

  const wire: Wire = { from: ['filter', 'samples'], to: ['log', 'samples'] };
  const wired = { ...pump(), wires: [...pump().wires, wire] };
  const both = merge(pump(), wired, removed);
  expect(both.conflicts.map((one) => one.path)).toEqual(['nodes/filter']);
  expect(both.document).toEqual(wired);
  expect(merge(pump(), wired, removed, { 'nodes/filter': 'theirs' }).document).toEqual(removed);
});

test('two nodes that both have added under one id are both kept, with their wires', () => {
  const wire: Wire = { from: ['plc', 'samples'], to: ['calm', 'samples'] };
  const added = (band: number) => ({
    ...pump(),
    nodes: { ...pump().nodes, calm: node('compute.deadband', `Calm ${band}`, [0, 0], { band }) },
    wires: [...pump().wires, wire],
  });
  const { document, renamed, conflicts } = merge(pump(), added(1), added(2));
  expect([renamed, conflicts]).toEqual([[{ from: 'calm', to: 'calm-2' }], []]);
  expect([document.nodes['calm']?.name, document.nodes['calm-2']?.name]).toEqual(['Calm 2', 'Calm 1']);
  expect(document.wires.filter(({ to }) => to[0].startsWith('calm')).length).toBe(2);
});

test('a kind that one has replaced while the other changed its settings is asked as a whole', () => {
  const mine = set(pump(), 'filter', { kind: 'compute.scale', config: { factor: 2 } });
  const theirs = set(pump(), 'filter', { config: { band: 3, x: [1, 2] } });
  const { document, conflicts } = merge(pump(), mine, theirs);
  expect(conflicts.map((one) => one.path)).toEqual(['nodes/filter']);
  expect(document.nodes['filter']).toEqual(mine.nodes['filter']);
});

test('a node that both have moved lies where mine has it, which is told; a name that both changed is asked', () => {
  const moved = (x: number, name: string) => ({ ...set(pump(), 'plc', { position: [x, 0] }), name });
  const found = merge(pump(), moved(1, 'A'), moved(2, 'B'));
  expect([found.document.nodes['plc']?.position, found.moved]).toEqual([[1, 0], ['PLC']]);
  expect(found.conflicts.map((one) => [one.node, one.field])).toEqual([[null, 'name']]);
});

test('keys of prototypes are keys like others', () => {
  const odd = (n: number) =>
    set(pump(), 'filter', { config: JSON.parse(`{"__proto__": {"a": ${n}}, "b": ${n}}`) });
  const { document } = merge(odd(1), set(odd(1), 'plc', { name: 'X' }), odd(2));
  expect(JSON.stringify(document.nodes['filter']?.config)).toBe('{"__proto__":{"a":2},"b":2}');
});

// -- for every pair of edits ------------------------------------------------------------------------

type Edit = (document: FlowDocument) => FlowDocument;
const IDS = ['plc', 'filter', 'limits', 'log'];

/** An edit of one person, told by a letter, so that two can be told to touch different things. */
function edits(letter: string): fc.Arbitrary<Edit[]> {
  const id = fc.constantFrom(...IDS);
  const value = fc.integer({ min: 0, max: 3 });
  const row = fc.constantFrom('P1', 'P2', letter);
  const one: fc.Arbitrary<Edit> = fc.oneof(
    fc.tuple(id, value).map(
      ([which, n]): Edit =>
        (d) =>
          d.nodes[which] ? set(d, which, { name: `${letter}${n}` }) : d,
    ),
    fc.tuple(id, fc.constantFrom('band', 'gain', letter), value).map(
      ([which, key, n]): Edit =>
        (d) =>
          d.nodes[which] ? set(d, which, { config: { ...d.nodes[which]?.config, [key]: n } }) : d,
    ),
    fc.tuple(row, value).map(
      ([point, h]): Edit =>
        (d) =>
          withRow(d, point, h),
    ),
    id.map(
      (which): Edit =>
        (d) =>
          without(d, which),
    ),
    value.map(
      (n): Edit =>
        (d) => ({
          ...d,
          nodes: { ...d.nodes, [`${letter}${n}`]: node('compute.scale', `${letter}${n}`) },
          wires: d.nodes['plc']
            ? [...d.wires, { from: ['plc', 'samples'], to: [`${letter}${n}`, 'samples'] } as Wire]
            : d.wires,
        }),
    ),
    fc.tuple(id, id).map(
      ([a, b]): Edit =>
        (d) => {
          const wire: Wire = { from: [a, letter], to: [b, letter] };
          return d.nodes[a] && d.nodes[b] ? { ...d, wires: [...d.wires, wire] } : d;
        },
    ),
    value.map(
      (n): Edit =>
        (d) => ({ ...d, wires: d.wires.filter((_, i) => i !== n) }),
    ),
    value.map(
      (n): Edit =>
        (d) => ({ ...d, description: `${letter}${n}` }),
    ),
  );
  return fc.array(one, { maxLength: 5 });
}

function withRow(document: FlowDocument, point: string, h: number): FlowDocument {
  if (!document.nodes['limits']) return document;
  const rows = ((rowsOf(document) ?? []) as { point: string }[]).filter((row) => row.point !== point);
  return set(document, 'limits', { config: { limits: h ? [...rows, { point, h }] : rows } });
}

const done = (list: Edit[]) => unique(list.reduce((document, edit) => edit(document), pump()));
const unique = (d: FlowDocument): FlowDocument => ({
  ...d,
  wires: [...new Map(d.wires.map((w) => [JSON.stringify(w), w])).values()],
});
const pairs = fc.tuple(edits('a'), edits('b')).map(([a, b]) => [done(a), done(b)] as const);
const sorted = (d: FlowDocument) => ({ ...d, wires: d.wires.map((w) => JSON.stringify(w)).sort() });

test('what one side did not touch is as the other has it; both alike is that', () => {
  fc.assert(
    fc.property(edits('a'), (list) => {
      const a = done(list);
      expect(merge(pump(), a, pump())).toEqual({ document: a, conflicts: [], renamed: [], moved: [] });
      expect(merge(pump(), pump(), a).document).toEqual(a);
      expect(merge(pump(), a, structuredClone(a)).document).toEqual(a);
    }),
  );
});

test('no wire dangles and no group has a stranger, whatever is chosen', () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom('mine', 'theirs', 'base'), ([a, b], choice) => {
      const { conflicts } = merge(pump(), a, b);
      const choices = Object.fromEntries(conflicts.map((one) => [one.path, choice]));
      const { document } = merge(pump(), a, b, choices);
      for (const { from, to } of document.wires)
        expect([from[0] in document.nodes, to[0] in document.nodes]).toEqual([true, true]);
      for (const group of document.groups)
        for (const id of group.nodes) expect(id in document.nodes).toBe(true);
    }),
  );
});

test('without a conflict it does not matter who is first, and both sides have what they did', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const found = merge(pump(), a, b);
      const swapped = merge(pump(), b, a);
      expect(swapped.conflicts.map((one) => one.path)).toEqual(found.conflicts.map((one) => one.path));
      if (found.conflicts.length || found.renamed.length) return;
      expect(sorted(swapped.document)).toEqual(sorted(found.document));
      expect(merge(pump(), found.document, a).conflicts).toEqual([]);
      for (const id of Object.keys(found.document.nodes)) expect(id in a.nodes || id in b.nodes).toBe(true);
      for (const [id, side] of [...Object.entries(a.nodes), ...Object.entries(b.nodes)])
        if (!(id in pump().nodes)) expect(found.document.nodes[id]).toEqual(side);
    }),
  );
});

test('a conflict that is decided for one side gives that side its value', () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom('mine' as const, 'theirs' as const), ([a, b], choice) => {
      const { conflicts } = merge(pump(), a, b);
      const choices = Object.fromEntries(conflicts.map((one) => [one.path, choice]));
      const { document } = merge(pump(), a, b, choices);
      for (const one of conflicts)
        if (one.path === 'description') expect(document.description).toEqual(one[choice]);
    }),
  );
});

const cell = fc.integer({ min: 0, max: 2 });
const plainRows = fc.array(
  fc.oneof(cell, fc.record({ a: cell, b: cell }), fc.tuple(cell, cell) as fc.Arbitrary<Json>),
  {
    maxLength: 6,
  },
);

test('rows without keys: what one side did is there, whoever is first, and nothing comes from nowhere', () => {
  const of = (x: Json) => set(pump(), 'filter', { config: { x } });
  fc.assert(
    fc.property(plainRows, plainRows, plainRows, (was, mine, theirs) => {
      const [base, a, b] = [of(was), of(mine), of(theirs)];
      expect(merge(base, a, base).document).toEqual(a);
      expect(merge(base, base, b).document).toEqual(b);
      const [found, swapped] = [merge(base, a, b), merge(base, b, a)];
      expect(swapped.conflicts.map((one) => one.path)).toEqual(found.conflicts.map((one) => one.path));
      if (found.conflicts.length === 0) expect(swapped.document).toEqual(found.document);
    }),
    { numRuns: 300 },
  );
});
