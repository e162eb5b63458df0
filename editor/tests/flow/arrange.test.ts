import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ALIGNMENTS, aligned, type Box, distributed, laidOut } from '../../src/flow/arrange';

const box = (id: string, x: number, y: number, height = 48): Box => ({ id, x, y, width: 144, height });
const THREE = [box('a', 0, 0), box('b', 200, 40, 72), box('c', 480, 16)];

test.each([
  ['left', { a: [0, 0], b: [0, 40], c: [0, 16] }],
  ['right', { a: [480, 0], b: [480, 40], c: [480, 16] }],
  ['top', { a: [0, 0], b: [200, 0], c: [480, 0] }],
  ['bottom', { a: [0, 64], b: [200, 40], c: [480, 64] }],
  ['centre', { a: [240, 0], b: [240, 40], c: [240, 16] }],
  ['middle', { a: [0, 32], b: [200, 24], c: [480, 32] }],
] as const)('aligned by %s', (how, places) => expect(aligned(THREE, how)).toEqual(places));

test('three across: the outer ones stay, the gaps are equal', () => {
  // 624 wide, 3 × 144 taken: two gaps of 96
  expect(distributed(THREE, 'across')).toEqual({ a: [0, 0], b: [240, 40], c: [480, 16] });
});

test('two are as far apart as they are', () => expect(distributed(THREE.slice(0, 2), 'down')).toEqual({}));

const boxes = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
  }),
  { minLength: 1, maxLength: 12, selector: ({ id }) => id },
);

test('aligning twice changes nothing more, and leaves the other coordinate', () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(...ALIGNMENTS), (given, how) => {
      const all = given.map(({ id, x, y }) => box(id, x, y));
      const once = aligned(all, how);
      const again = all.map((one) => ({ ...one, x: once[one.id]?.[0] ?? 0, y: once[one.id]?.[1] ?? 0 }));
      const twice = aligned(again, how);
      const across = ['left', 'centre', 'right'].includes(how);
      for (const one of all) {
        expect(twice[one.id]?.[across ? 1 : 0]).toBe(across ? one.y : one.x);
        expect(
          Math.abs((twice[one.id]?.[across ? 0 : 1] ?? 0) - (once[one.id]?.[across ? 0 : 1] ?? 0)),
        ).toBeLessThanOrEqual(4);
      }
    }),
  );
});

test('what feeds lies left of what it feeds, nothing lies on anything, all on the grid', async () => {
  const many = [box('d', 0, 0), box('a', 0, 0), box('b', 0, 0), box('c', 0, 0, 96), box('lone', 0, 0)];
  const wires = [
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'd'],
    ['c', 'd'],
    ['x', 'd'],
  ] as const;
  const places = await laidOut(many, wires);
  const at = (id: string) => places[id] ?? [Number.NaN, Number.NaN];
  for (const [from, to] of wires.slice(0, 4))
    expect(at(to)[0] - at(from)[0]).toBeGreaterThanOrEqual(144 + 84);
  for (const one of many)
    for (const other of many) {
      const apart =
        Math.abs(at(one.id)[0] - at(other.id)[0]) >= 144 || at(other.id)[1] - at(one.id)[1] >= one.height;
      if (one !== other && at(one.id)[1] <= at(other.id)[1]) expect(apart).toBe(true);
    }
  expect(
    Object.values(places)
      .flat()
      .every((n) => n % 8 === 0),
  ).toBe(true);
  expect(Math.min(...Object.values(places).map(([x]) => x))).toBe(0);
});
