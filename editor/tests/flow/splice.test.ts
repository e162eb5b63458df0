import { expect, test } from 'vitest';

import { copyPart, withFreeIds } from '../../src/commands/ids';
import { spliceNode } from '../../src/commands/splice';
import { reached } from '../../src/flow/find';
import { spliced } from '../../src/flow/splice';
import { kinds, node, pump } from '../documents';

const wire = (from: string, to: string) =>
  pump().wires.find((one) => one.from[0] === from && one.to[0] === to) as ReturnType<typeof pump>['wires'][0];

test('a node that fits takes the place of a wire', () => {
  const document = pump();
  const cut = document.wires[0] as (typeof document.wires)[0];
  const scale = node('compute.scale', 'Scale', [120, 16]);
  const two = spliced(document, kinds, cut, 'scale', scale);
  expect(two).toEqual([
    { from: ['plc', 'samples'], to: ['scale', 'samples'] },
    { from: ['scale', 'samples'], to: ['filter', 'samples'] },
  ]);
  if (!two) return;
  const command = spliceNode(document, cut, two, { scale });
  const after = command.execute(document);
  expect(after.wires).toHaveLength(4);
  expect(after.wires).not.toContain(cut);
  expect(JSON.stringify(command.revert(after))).toBe(JSON.stringify(pump()));
});

test.each([
  ['an action has no output', 'plc', 'filter', 'log'],
  ['a limit takes samples and puts out events', 'plc', 'filter', 'limits'],
  ['a node at its own wire', 'plc', 'filter', 'filter'],
  ['events through a node of samples', 'limits', 'log', 'filter'],
])('not spliced: %s', (_, from, to, id) => {
  const document = pump();
  expect(spliced(document, kinds, wire(from, to), id, document.nodes[id] ?? node('x', 'x'))).toBe(null);
});

test('a group is copied with its nodes, and not without one of them', () => {
  const document = pump();
  const whole = copyPart(document, new Set(['filter', 'limits']), new Set());
  const copied = withFreeIds(whole, document, [24, 24]);
  expect(copied.groups).toEqual([{ id: 'g-2', name: 'Group', nodes: ['filter-2', 'limits-2'] }]);
  expect(copyPart(document, new Set(['filter']), new Set()).groups).toEqual([]);
});

test('what feeds a node and what it feeds is followed to the end, round loops too', () => {
  const { wires } = pump();
  const loop = [...wires, { from: ['log', 'x'], to: ['filter', 'y'] } as (typeof wires)[0]];
  expect(reached(wires, ['filter'], 'up')).toEqual(['filter', 'plc']);
  expect(reached(wires, ['filter'], 'down')).toEqual(['filter', 'limits', 'log']);
  expect(reached(loop, ['log'], 'down')).toEqual(['log', 'filter', 'limits']);
});
