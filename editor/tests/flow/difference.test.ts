import { expect, test } from 'vitest';

import { changeCount, difference } from '../../src/flow/difference';
import { node, pump } from '../documents';

test('nothing differs from itself', () => {
  expect(changeCount(difference(pump(), pump()))).toBe(0);
});

test('added, changed and removed nodes with their fields', () => {
  const after = pump();
  delete after.nodes['log'];
  after.wires.pop();
  after.nodes['new'] = node('compute.scale', 'New');
  after.nodes['limits'] = node('alarm.limit', 'Limits', [0, 0], { limits: [{ point: 'P1', h: 2 }] });
  const found = difference(pump(), after);
  expect(found.nodes).toEqual([
    {
      what: 'changed',
      node: 'limits',
      name: 'Limits',
      fields: [{ field: 'limits/0/h', before: 1, after: 2 }],
    },
    { what: 'added', node: 'new', name: 'New', fields: [] },
    { what: 'removed', node: 'log', name: 'Log', fields: [] },
  ]);
  expect(found.wiresRemoved.length).toBe(1);
  expect(found.untouched).toBe(2);
});

test('moving a node is a matter of looks only', () => {
  const after = pump();
  after.nodes['plc'] = node('source.modbus', 'PLC', [500, 500]);
  const found = difference(pump(), after);
  expect(found.nodes).toEqual([]);
  expect(found.looks).toBe(true);
  expect(changeCount(found)).toBe(1);
});

test('without a deployed version everything is new', () => {
  expect(difference(null, pump()).nodes.every((change) => change.what === 'added')).toBe(true);
});

test('other parameters, blocks or another isolation group are a change that runs', () => {
  const counts = [{ parameters: { a: {} } }, { blocks: {} }, { isolation: 'slow' }, { name: 'Other' }].map(
    (change) => difference(pump(), { ...pump(), ...change }),
  );
  expect(counts.map((one) => one.whole.map((change) => change.field))).toEqual([
    ['parameters'],
    [],
    ['isolation'],
    [],
  ]);
  expect(counts.map(changeCount)).toEqual([1, 0, 1, 1]);
});
