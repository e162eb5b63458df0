/** A selection becomes a block and nodes again; the inside of a block is changed by the same commands. */

import { expect, test } from 'vitest';

import type { Block, FlowDocument, Wire } from '../../src/api/types';
import { movePart, renameNode, setConfig } from '../../src/commands/change';
import { collapsed } from '../../src/commands/collapse';
import { expanded } from '../../src/commands/expand';
import { inside } from '../../src/commands/inside';
import { addPart, addWire, removePart } from '../../src/commands/part';
import { blockAt, INPUT, viewOf } from '../../src/flow/blockView';
import { wireKey } from '../../src/flow/rules';
import { kinds, node, pump } from '../documents';

const keys = (wires: readonly Wire[] | undefined) => (wires ?? []).map(wireKey).sort();
const carries = ([, port]: readonly string[]) =>
  (port === 'events' ? 'events' : 'samples') as 'events' | 'samples';

/** Filter and limits become a block; the band is a parameter of it. */
function withPump(document = pump()) {
  return collapsed(document, {
    nodes: new Set(['filter', 'limits']),
    id: 'pump',
    name: 'Pump',
    picks: [{ node: 'filter', path: ['band'], name: 'band', parameter: { type: 'number', default: 0.5 } }],
    carries,
  });
}

test('a block takes the place of the selection: its ports are the wires that crossed, its parameters the fields picked', () => {
  const made = withPump();
  expect(made.node).toBe('pump');
  expect(Object.keys(made.document.nodes)).toEqual(['plc', 'log', 'pump']);
  expect(keys(made.document.wires)).toEqual(['plc/samples>pump/samples', 'pump/events>log/events']);
  expect(made.block.inputs).toEqual([
    { name: 'samples', carries: 'samples', wires: [['filter', 'samples']] },
  ]);
  expect(made.block.outputs).toEqual([{ name: 'events', carries: 'events', wires: [['limits', 'events']] }]);
  expect(keys(made.block.wires)).toEqual(['filter/samples>limits/samples']);
  expect(made.block.nodes?.['filter']?.config['band']).toBe('{band}');
  expect(made.block.parameters).toEqual({ band: { type: 'number', default: 0.5 } });
  expect(made.block.groups?.map((group) => group.id)).toEqual(['g']);
  expect(made.document.groups).toEqual([]);
  expect(made.document.nodes['pump']?.was_inside).toEqual({ filter: 'filter', limits: 'limits' });
});

test('a parameter called like the device stays a parameter', () => {
  const document = pump();
  document.nodes['filter'] = node('compute.deadband', 'Filter', [0, 0], { band: 1, from: 'p1.power {p1}' });
  const made = collapsed(document, {
    nodes: new Set(['filter']),
    id: 'b',
    name: 'B',
    picks: [{ node: 'filter', path: ['band'], name: 'p1', parameter: { type: 'number', default: 1 } }],
    carries,
    device: 'p1',
  });
  expect(made.block.nodes?.['filter']?.config).toEqual({ band: '{p1}', from: '{device}.power {p1}' });
});

test('groups and notes of a block that is expanded have ids of their own', () => {
  const made = withPump();
  const look = { position: [0, 0] as [number, number], size: [80, 80] as [number, number], text: '' };
  const block: Block = {
    ...made.block,
    groups: ['g', 'g-2'].map((id) => ({ id, name: id, nodes: ['filter'] })),
    notes: ['n', 'n-2'].map((id) => ({ id, ...look })),
  };
  const group = { id: 'g', name: 'Own', nodes: ['plc'] };
  const document = { ...made.document, groups: [group], blocks: { pump: block } };
  const after = expanded(document, 'pump');
  if (typeof after === 'string') throw new Error(after);
  for (const all of [after.document.groups, after.document.notes]) {
    const ids = all.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(3);
  }
});

test('a device that settings name becomes any device, and the first of the table', () => {
  const document = pump();
  const limits = {
    rows: [{ points: 'P1.power', message: 'P1: {value}' }, { points: 'P10.power' }],
    x: 'AP1',
  };
  document.nodes['limits'] = node('alarm.limit', 'P1 limits', [480, 16], limits);
  const wanted = { nodes: new Set(['limits']), id: 'b', name: 'B', picks: [], carries, device: 'P1' };
  const made = collapsed(document, wanted);
  expect(made.block.nodes?.['limits']?.config).toEqual({
    rows: [{ points: '{device}.power', message: '{device}: {value}' }, { points: 'P10.power' }],
    x: 'AP1',
  });
  expect(made.document.nodes[made.node]?.config['devices']).toEqual([{ device: 'P1' }]);
});

test('sources that lead to the same ends share an input; an error output keeps its node; outer parameters go along', () => {
  const document: FlowDocument = {
    ...pump(),
    parameters: { area: { type: 'text', default: 'hall', value: 'yard', description: 'Where' }, other: {} },
  };
  document.nodes = {
    ...document.nodes,
    two: node('source.modbus', 'Two'),
    three: node('compute.scale', 'Three'),
  };
  document.nodes['filter'] = {
    ...node('compute.deadband', 'Filter'),
    config: { where: 'in {area}', band: 1 },
  };
  document.wires = [
    ...document.wires,
    { from: ['two', 'samples'], to: ['filter', 'samples'] },
    { from: ['three', 'samples'], to: ['limits', 'samples'] },
    { from: ['filter', 'error'], to: ['log', 'events'] },
  ];
  const {
    block,
    document: after,
    node: id,
  } = collapsed(document, {
    nodes: new Set(['filter', 'limits']),
    id: 'pump',
    name: 'Pump',
    picks: [],
    carries,
  });
  expect(block.inputs?.map(({ name, title, wires }) => [name, title, wires])).toEqual([
    ['samples', 'Filter', [['filter', 'samples']]],
    ['samples-2', 'Limits', [['limits', 'samples']]],
  ]);
  expect(block.outputs?.map(({ name, wires }) => [name, wires])).toEqual([
    ['events', [['limits', 'events']]],
    ['filter-error', [['filter', 'error']]],
  ]);
  expect(keys(after.wires)).toEqual([
    'plc/samples>pump/samples',
    'pump/events>log/events',
    'pump/filter-error>log/events',
    'three/samples>pump/samples-2',
    'two/samples>pump/samples',
  ]);
  expect(block.parameters).toEqual({ area: { type: 'text', default: 'yard', description: 'Where' } });
  expect(after.nodes[id]?.config['parameters']).toEqual({ area: '{area}' });
});

test('what was collapsed is expanded again into the same nodes, wires and values', () => {
  const { document, node: id } = withPump();
  const back = expanded(document, id);
  if (typeof back === 'string') throw new Error(back);
  const plain = (flow: FlowDocument) =>
    Object.entries(flow.nodes)
      .map(([name, { was: _, ...one }]) => [name, one])
      .sort();
  expect(plain(back.document)).toEqual(plain(pump()));
  expect(keys(back.document.wires)).toEqual(keys(pump().wires));
  expect(back.document.nodes['filter']?.was).toBe('pump/filter');
  expect(back.document.groups).toEqual(pump().groups);
  expect(back.document.blocks).toBeUndefined();
  const pumps = document.nodes['pump'];
  const many = {
    ...document,
    nodes: { ...document.nodes, pump: { ...pumps, config: { ...pumps?.config, devices: [{}, {}] } } },
  };
  expect(expanded(many as FlowDocument, id)).toBe('devices');
  expect(expanded(document, 'plc')).toBe('missing');
});

test('the inside of a block is a canvas: ports are nodes, commands change the block and are undone byte for byte', () => {
  const { document: root } = withPump();
  const before = JSON.stringify(root);
  const view = viewOf(root, ['pump']) as FlowDocument;
  expect(Object.keys(view.nodes)).toEqual(['in:samples', 'filter', 'limits', 'out:events']);
  expect(keys(view.wires)).toEqual([
    'filter/samples>limits/samples',
    'in:samples/port>filter/samples',
    'limits/events>out:events/port',
  ]);
  expect(view.parameters).toEqual({ band: { type: 'number', default: 0.5 } });
  const port = {
    kind: INPUT,
    version: 1,
    name: 'Second',
    config: { carries: 'samples', help: '' },
    position: [0, 0] as [number, number],
  };
  const steps = [
    () => addPart({ nodes: { 'in:second': port }, wires: [] }),
    () => addWire({ from: ['in:second', 'port'], to: ['limits', 'samples'] }),
    () => renameNode('filter', 'Filter', 'Calm'),
    () => movePart({ before: { filter: [248, 16] }, after: { filter: [8, 8] } }),
    (now: FlowDocument) => setConfig('filter', now.nodes['filter'] as never, { band: 3 }, 'band'),
  ];
  let now = root;
  const done = steps.map((step) => {
    const seen = viewOf(now, ['pump']) as FlowDocument;
    const command = inside(now, ['pump'], seen, step(seen));
    if (!command) throw new Error('nothing changed');
    now = command.execute(now);
    return command;
  });
  const block = blockAt(now, ['pump']) as Block;
  expect(block.inputs).toEqual([
    { name: 'samples', carries: 'samples', wires: [['filter', 'samples']] },
    { name: 'second', carries: 'samples', title: 'Second', position: [0, 0], wires: [['limits', 'samples']] },
  ]);
  expect([block.nodes?.['filter']?.name, block.nodes?.['filter']?.config]).toEqual(['Calm', { band: 3 }]);
  expect(Object.keys(now.nodes)).toEqual(Object.keys(root.nodes));
  for (const command of done.reverse()) now = command.revert(now);
  expect(JSON.stringify(now)).toBe(before);

  const gone = {
    nodes: new Set(['in:samples']),
    wires: new Set<Wire>(),
    notes: new Set<string>(),
    groups: new Set<string>(),
  };
  const remove = inside(root, ['pump'], view, removePart(view, gone));
  const without = remove?.execute(root) as FlowDocument;
  expect(blockAt(without, ['pump'])?.inputs).toEqual([]);
  expect(keys(without.wires)).toEqual(['pump/events>log/events']);
  expect(JSON.stringify(remove?.revert(without))).toBe(before);
});

test('a block without places or names is laid out along its wires, and written back as it was', () => {
  const block = {
    format: 'tundish.block/1' as const,
    id: 'bare',
    inputs: [
      { name: 'samples', carries: 'samples' as const, wires: [['a', 'samples']] as [string, string][] },
    ],
    nodes: { a: { kind: 'compute.scale' }, b: { kind: 'compute.scale' } } as never,
    wires: [{ from: ['a', 'samples'], to: ['b', 'samples'] }] as Wire[],
  };
  const root = { ...pump(), blocks: { bare: block } };
  root.nodes = { ...root.nodes, one: node('block', 'One', [0, 0], { block: 'bare' }) };
  const view = viewOf(root, ['one']) as FlowDocument;
  expect(view.nodes['b']?.position[0]).toBeGreaterThan(view.nodes['a']?.position[0] ?? 0);
  const command = inside(root, ['one'], view, renameNode('b', 'b', 'B'));
  const after = blockAt(command?.execute(root) as FlowDocument, ['one']);
  expect(after?.nodes?.['a']).toEqual({ kind: 'compute.scale' });
  expect(after?.inputs).toBe(block.inputs);
  expect(kinds.size).toBeGreaterThan(0);
  expect(viewOf(root, ['plc'])).toBeNull();
  expect(viewOf(root, ['one', 'a'])).toBeNull();
});
