import { expect, test } from 'vitest';

import type { Json } from '../../src/api/types';
import { changeCount, difference, nodeFields } from '../../src/flow/difference';
import { fieldText } from '../../src/pages/editor/deploy/fieldText';
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

test('rows are compared with themselves, wherever they stand', () => {
  const limits = (rows: Json[]) => node('alarm.limit', 'Limits', [0, 0], { limits: rows });
  const found = (before: Json[], after: Json[]) =>
    nodeFields(limits(before), limits(after)).map(({ field, before: was, after: is }) => [field, was, is]);
  const row = (point: string, h: number) => ({ point, h });
  const [a, b, c] = [row('A', 1), row('B', 2), row('C', 3)];
  expect(found([a, b, c], [row('N', 0), a, b, c])).toEqual([['limits/0', undefined, row('N', 0)]]);
  expect(found([a, b, c], [b, row('C', 9)])).toEqual([
    ['limits/0', a, undefined],
    ['limits/1/h', 3, 9],
  ]);
  expect(found([a, b], [row('X', 1), b])).toEqual([['limits/0/point', 'A', 'X']]);
  expect(found([a, b], [b, a])).toEqual([['limits', [a, b], [b, a]]]);
  // Without keys by what is in them; the one that was changed by where it stands.
  const [p, q, r] = [{ h: 1 }, { h: 2 }, { h: 3 }];
  expect(found([p, q, p], [r, p, q, p])).toEqual([['limits/0', undefined, r]]);
  expect(found([p, q, r], [p, r])).toEqual([['limits/1', q, undefined]]);
  expect(found([p, q], [p, { h: 5 }, r])).toEqual([
    ['limits/1/h', 2, 5],
    ['limits/2', undefined, r],
  ]);
  expect(found(['x', 'y'], ['w', 'x', 'y'])).toEqual([['limits/0', undefined, 'w']]);
  expect(found([a], [])).toEqual([['limits/0', a, undefined]]);
  expect(fieldText(undefined, 'limits/0', limits([a, b]), String)).toBe('limits · A');
});
