import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';

import type { Quality, Sample } from '../../src/api/types';
import {
  bandsOf,
  csvOf,
  doubtful,
  linePath,
  seen,
  seriesOf,
  spanOf,
} from '../../src/pages/editor/spark/series';
import { hasSpark, Track, useSparks } from '../../src/pages/editor/spark/sparks';

const at = (s: number) => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString();
const ms = (s: number) => Date.UTC(2026, 0, 1) + s * 1000;
const sample = (point: string, s: number, value: number | null, quality: Quality = 'good'): Sample => ({
  time: at(s),
  point,
  value,
  quality,
  reason: quality === 'bad' ? 'stale' : null,
});

beforeEach(() => localStorage.clear());

test('samples become a line for each point in order of source time, and a band for each unit', () => {
  const series = seriesOf([sample('b', 2, 20), sample('a', 1, 1), sample('b', 1, 10), sample('c', 5, 3)]);
  expect(series.map(({ point, spots }) => [point, spots.map(({ value }) => value)])).toEqual([
    ['a', [1]],
    ['b', [10, 20]],
    ['c', [3]],
  ]);
  const bands = bandsOf(series, (point) => (point === 'b' ? 'kPa' : ''));
  expect(bands.map(({ unit, series: own, low, high }) => [unit, own.length, low, high])).toEqual([
    ['', 2, 1 - 0.16, 3 + 0.16],
    ['kPa', 1, 10 - 0.8, 20 + 0.8],
  ]);
  expect(spanOf(series)).toEqual([ms(1), ms(5)]);
  expect(bandsOf(seriesOf([sample('a', 1, null)]), () => '')[0]).toMatchObject({ low: 0, high: 1 });
});

test('a line is interrupted by what is bad or has no value, and doubt lasts until the next sample', () => {
  const spots =
    seriesOf([
      sample('a', 0, 1),
      sample('a', 1, 2),
      sample('a', 2, 9, 'bad'),
      sample('a', 3, null, 'bad'),
      sample('a', 4, 3, 'uncertain'),
      sample('a', 5, 4),
    ])[0]?.spots ?? [];
  const x = (time: number) => (time - ms(0)) / 1000;
  expect(linePath(spots, x, (value) => value)).toBe('M0 1L1 2M4 3L5 4');
  expect(doubtful(spots, ms(6))).toEqual([
    { quality: 'bad', from: ms(2), to: ms(4) },
    { quality: 'uncertain', from: ms(4), to: ms(5) },
  ]);
});

test('what was seen stays, what is told twice counts once', () => {
  const few = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(9), fc.nat(3)), { maxLength: 12 });
  fc.assert(
    fc.property(few, few, (first, second) => {
      const samples = (list: [string, number, number][]) => list.map(([p, s, v]) => sample(p, s, v));
      const known = seen([], samples(first));
      const both = seen(known, samples(second));
      expect(both.slice(0, known.length)).toEqual(known);
      expect(seen(both, samples(second))).toBe(both);
    }),
  );
});

test('CSV is what a replay reads', () => {
  expect(csvOf([sample('P1.flow', 0, 1.5), sample('a,"b"', 1, null, 'bad')])).toBe(
    `time,point,value,quality\n${at(0)},P1.flow,1.5,good\n${at(1)},"a,""b""",,bad:stale\n`,
  );
});

test('a sparkline follows one point forward in time and is as light as its last values', () => {
  const track = new Track();
  expect([track.add('a', 1, 5), track.add('b', 2, 6), track.add('a', 1, 7), track.add('a', 2, null)]).toEqual(
    [true, false, false, false],
  );
  track.fill([sample('a', 0, 1), sample('b', 1, 2), sample('a', 2, 3)]);
  expect(track.path(10, 4)).toBe('M0 4L10 0');
  for (let i = 1; i < 500; i += 1) track.add('a', ms(2) + i, i);
  expect(track.values).toHaveLength(120);
});

test('which outputs have a sparkline is remembered by flow, and all of them at once', () => {
  const { toggle, toggleAll } = useSparks.getState();
  toggle('pump', 'plc/samples');
  const has = (flow: string, output: string) => hasSpark(useSparks.getState(), flow, output);
  expect([has('pump', 'plc/samples'), has('pump', 'x/samples'), has('other', 'plc/samples')]).toEqual([
    true,
    false,
    false,
  ]);
  toggleAll();
  expect(has('other', 'plc/samples')).toBe(true);
  expect(JSON.parse(localStorage.getItem('tundish.sparks') ?? '')).toEqual({
    all: true,
    flows: { pump: ['plc/samples'] },
  });
});
