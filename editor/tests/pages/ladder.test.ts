import { expect, test } from 'vitest';

import { inSight, labelled, ladderOf } from '../../src/pages/operations/panel/ladder';
import { alarm } from './alarms';

const row = { ll: 5, l: 10, h: 80, hh: '90', deadband: 2, deadband_in: 'unit' };
const brief = (rungs: ReturnType<typeof ladderOf>) =>
  rungs.map(({ code, limit, back, current }) => [code, limit, back, current]);

test('all limits of the row are there, each with where it returns', () => {
  const at = alarm('P', { type: 'limit', limit: 80, returns: 78 });
  expect(brief(ladderOf(at, 'H', row))).toEqual([
    ['HH', 90, 88, false],
    ['H', 80, 78, true],
    ['L', 10, 12, false],
    ['LL', 5, 7, false],
  ]);
});

test('the limit of the alarm counts more than that of the row, whose limit may be a point or a formula', () => {
  const at = alarm('P', { type: 'limit', limit: 55, returns: 54 });
  const moving = { h: '= {device}.SP * 1.1', hh: 'P.max', l: '', deadband: 1 };
  expect(brief(ladderOf(at, 'H', moving))).toEqual([['H', 55, 54, true]]);
  expect(brief(ladderOf(at, 'H', null))).toEqual([['H', 55, 54, true]]);
  expect(ladderOf(alarm('P', { type: 'stale', limit: 60 }), 'STALE', row)).toEqual([]);
});

test('limits far from the values are left out, but the one where it stands', () => {
  const rungs = ladderOf(alarm('P', { type: 'limit', limit: 80, returns: 78 }), 'H', row);
  expect(inSight(rungs, [70, 85]).map((rung) => rung.code)).toEqual(['HH', 'H']);
  expect(inSight(rungs, [1, 85]).map((rung) => rung.code)).toEqual(['HH', 'H', 'L', 'LL']);
  expect(inSight([], [])).toEqual([]);
});

test('of two labels too close to each other the one where it stands is written', () => {
  const rungs = ladderOf(alarm('P', { type: 'limit', limit: 80, returns: 78 }), 'H', row);
  expect([...labelled(rungs, (value) => value)].map((rung) => rung.code)).toEqual(['H', 'L']);
});
