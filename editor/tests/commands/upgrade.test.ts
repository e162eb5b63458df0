/** Another version of a block: what goes is named, what can stay stays. */

import { expect, test } from 'vitest';

import type { Block, FlowDocument } from '../../src/api/types';
import { renamedInUses, renamedParameter } from '../../src/commands/parameters';
import { upgraded } from '../../src/commands/upgrade';
import { valuesAt } from '../../src/flow/parameters';
import { wireKey } from '../../src/flow/rules';
import { node, pump } from '../documents';

const old: Block = {
  format: 'tundish.block/1',
  id: 'guard',
  version: 1,
  parameters: { high: { type: 'number', default: 80 }, band: { type: 'number', default: 1 } },
  inputs: [{ name: 'samples', carries: 'samples', wires: [['limits', 'samples']] }],
  outputs: [
    { name: 'events', carries: 'events', wires: [['limits', 'events']] },
    { name: 'old', carries: 'events', wires: [['limits', 'events']] },
  ],
  nodes: {
    limits: node('alarm.limit', 'Limits', [0, 0], { h: '{high}' }),
    calm: node('compute.deadband', 'Calm'),
  },
};
const next: Block = {
  ...old,
  version: 3,
  parameters: { high: { type: 'number', default: 70, unit: 'kW' }, delay: { type: 'duration', default: 5 } },
  outputs: [{ name: 'events', carries: 'events', wires: [['alarms', 'events']] }],
  nodes: { alarms: { ...node('alarm.limit', 'Alarms'), was: 'limits' }, more: node('compute.scale', 'More') },
};

function flow(): FlowDocument {
  const document = pump();
  const config = {
    block: 'guard',
    version: 1,
    parameters: { band: 2 },
    devices: [{ device: 'P1' }, { device: 'P7', high: 90, band: 3 }],
  };
  document.nodes['guard'] = node('block', 'Guard', [0, 0], config);
  document.wires = [
    ...document.wires,
    { from: ['plc', 'samples'], to: ['guard', 'samples'] },
    { from: ['guard', 'events'], to: ['log', 'events'] },
    { from: ['guard', 'old'], to: ['log', 'events'] },
    { from: ['guard', 'error'], to: ['log', 'events'] },
  ];
  return {
    ...document,
    blocks: { guard: old, outer: { ...old, id: 'outer', nodes: { inner: document.nodes['guard'] } } },
  };
}

test('an upgrade names the wires and values that go, and keeps the overrides and the state that can stay', () => {
  const made = upgraded(flow(), 'guard', next);
  expect([made.from, made.to, made.kept]).toEqual([1, 3, 1]);
  expect(made.nodes).toEqual([
    { what: 'changed', name: 'Alarms' },
    { what: 'added', name: 'More' },
    { what: 'removed', name: 'Calm' },
  ]);
  expect(made.parameters).toEqual([
    { what: 'changed', name: 'high', before: '80', after: '70 kW' },
    { what: 'added', name: 'delay' },
    { what: 'removed', name: 'band' },
  ]);
  expect(made.lostWires).toEqual(['Guard · old → Log · events']);
  expect([...new Set(made.lostValues)]).toEqual(['Guard · band', 'P7 · band']);
  const config = {
    block: 'guard',
    version: 3,
    parameters: {},
    devices: [{ device: 'P1' }, { device: 'P7', high: 90 }],
  };
  expect(made.document.nodes['guard']?.config).toEqual(config);
  expect(made.document.blocks?.['outer']?.nodes?.['inner']?.config).toEqual(config);
  expect(made.document.wires.map(wireKey)).toContain('guard/error>log/events');
  expect(made.document.wires).toHaveLength(6);
  expect(flow().nodes['guard']?.config['version']).toBe(1);
});

test('a parameter is renamed with all its uses, and with the values that a block is given', () => {
  const document = { ...flow(), parameters: { area: { default: 'hall' }, areas: { default: 'x' } } };
  document.nodes['log'] = node('action.log', 'Log', [0, 0], {
    text: '{area} {{area}} {areas}',
    more: ['{area}'],
  });
  const made = renamedParameter(document, 'area', 'place');
  expect(Object.keys(made.parameters)).toEqual(['place', 'areas']);
  expect(made.nodes['log']?.config).toEqual({ text: '{place} {{area}} {areas}', more: ['{place}'] });
  expect(made.nodes['plc']).toBe(document.nodes['plc']);
  const inner = renamedInUses(document, 'guard', 'band', 'width');
  expect(inner.nodes['guard']?.config['parameters']).toEqual({ width: 2 });
  expect(inner.nodes['guard']?.config['devices']).toEqual([
    { device: 'P1' },
    { device: 'P7', high: 90, width: 3 },
  ]);
});

test('a name means the value of the device, of the node, or the default, whichever comes first', () => {
  const document = { ...flow(), parameters: { top: { type: 'number' as const, default: 60, value: 65 } } };
  expect(valuesAt(document, [])).toEqual({ top: 65 });
  expect(valuesAt(document, ['guard'])).toEqual({ high: 80, band: 2 });
  expect(valuesAt(document, ['guard'], 'P7')).toEqual({ high: 90, band: 3, device: 'P7' });
  const guard = document.nodes['guard'];
  document.nodes['guard'] = {
    ...guard,
    config: { ...guard?.config, parameters: { high: '{top}' } },
  } as never;
  expect(valuesAt(document, ['guard'], 'P1')).toEqual({ high: 65, band: 1, device: 'P1' });
});
