import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Alarm } from '../../src/api/types';
import { EVERYTHING } from '../../src/pages/operations/filter';
import { keepOrder } from '../../src/pages/operations/held';
import {
  areasOf,
  compareAlarms,
  inState,
  matches,
  PRIORITIES,
  STATES,
} from '../../src/pages/operations/order';
import { arranged, itemsOf } from '../../src/pages/operations/sections';
import { alarm, keyed } from './alarms';

const at = (time: string, part: Partial<Alarm>) => alarm(time, { time: `2026-11-21T${time}Z`, ...part });

test('unacknowledged first, then priority, then newest', () => {
  const wanted = [
    at('12:00:00', { priority: 'critical' }),
    at('12:00:02', { priority: 'serious', status: 'rtn_unack' }),
    at('12:00:01', { priority: 'serious' }),
    at('12:00:09', { priority: 'advisory' }),
    at('12:00:08', { priority: 'critical', status: 'ack' }),
  ];
  expect([...wanted].reverse().sort(compareAlarms)).toEqual(wanted);
});

test('the order does not depend on how the alarms came', () => {
  const one = fc.record({
    point: fc.string({ minLength: 1, maxLength: 3 }),
    status: fc.constantFrom('unack', 'ack', 'rtn_unack' as const),
    priority: fc.constantFrom(...PRIORITIES),
    time: fc.constantFrom('2026-11-21T12:00:00Z', '2026-11-21T12:00:01Z'),
  });
  const set = fc.uniqueArray(one, { selector: (a) => a.point, maxLength: 12 });
  fc.assert(
    fc.property(set, fc.infiniteStream(fc.nat()), (parts, luck) => {
      const alarms = parts.map((part) => alarm(part.point, part as Partial<Alarm>));
      const shuffled = alarms
        .map((a) => ({ a, at: luck.next().value ?? 0 }))
        .sort((x, y) => x.at - y.at)
        .map(({ a }) => a);
      expect(shuffled.sort(compareAlarms)).toEqual([...alarms].sort(compareAlarms));
    }),
  );
});

test.each([
  ['everything', {}, true],
  ['another state', { state: 'returned' }, false],
  ['its state', { state: 'unack' }, true],
  ['an area it is not in', { area: 'Boiler' }, false],
  ['a device it is not of', { device: 'P9' }, false],
  ['another priority', { priorities: ['critical'] }, false],
  ['another flow', { flow: 'furnace' }, false],
  ['words of point and message in any case', { text: 'P1 HIGH' }, true],
  ['the name of the flow', { text: 'station' }, true],
  ['a word that is nowhere', { text: 'P1 low' }, false],
] as const)('a filter on %s', (_, part, kept) => {
  expect(matches(alarm('P1'), { ...EVERYTHING, ...part }, 'Pump station')).toBe(kept);
});

test('an area has what lies below it, and is there to choose', () => {
  const kept = (area: string, wanted: string) =>
    matches(alarm('P1'), { ...EVERYTHING, area: wanted }, '', area);
  expect(kept('North/Hall 1', 'North')).toBe(true);
  expect(kept('North', 'North')).toBe(true);
  expect(kept('Northwest', 'North')).toBe(false);
  expect(kept('North', 'North/Hall 1')).toBe(false);
  expect(areasOf(['South', 'North/Hall 1/Cell 2', '', 'South'])).toEqual([
    'North',
    'North/Hall 1',
    'North/Hall 1/Cell 2',
    'South',
  ]);
});

test('held rows stay in place: changed ones change, gone ones are marked, new ones are counted', () => {
  const [a, b, c] = [alarm('a'), alarm('b'), alarm('c', { priority: 'critical' })];
  const before = arranged([a, b], 'firstOut');
  const changed = { ...a, status: 'ack' as const };
  const { rows, waiting } = keepOrder(before, arranged([c, changed], 'firstOut'), keyed(c, changed));
  expect(rows.map(({ alarm: one, gone }) => [one.point, one.status, gone])).toEqual([
    ['a', 'ack', false],
    ['b', 'unack', true],
  ]);
  expect(waiting).toBe(1);
});

const shelved = { until: null, once: true, by: 'li', reason: 'strainer' };
const out = { by: 'li', reason: 'probe', since: '2026-11-21T12:00:00Z' };

test.each([
  ['unacknowledged', {}, ['all', 'unack']],
  ['acknowledged', { status: 'ack' }, ['all']],
  ['returned', { status: 'rtn_unack' }, ['all', 'unack', 'returned']],
  ['latched', { status: 'latch_unack' }, ['all', 'unack', 'latched']],
  ['latched, to be reset', { status: 'latch_ack' }, ['all', 'latched']],
  ['shelved', { shelved }, ['all', 'shelved']],
  ['suppressed and shelved', { shelved, suppressed: 'mode' }, ['all', 'suppressed']],
  [
    'out of service, suppressed and shelved',
    { shelved, suppressed: 'mode', out_of_service: out },
    ['all', 'out_of_service'],
  ],
] as const)('%s is found under', (_, part, states) => {
  const one = alarm('P1', part as Partial<Alarm>);
  expect(STATES.filter((state) => inState(one, state))).toEqual(states);
});

test('a first-out group stands together, the hidden ones come last', () => {
  const trip = { group: 'Trip' };
  const all = [
    alarm('a', { priority: 'critical' }),
    alarm('b', { ...trip, priority: 'moderate' }),
    alarm('c', { ...trip, priority: 'advisory', first_out: true }),
    alarm('d', { priority: 'critical', shelved }),
  ];
  const said = itemsOf(arranged(all, 'firstOut'), new Set(['hidden'])).map((item) =>
    item.kind === 'section' ? `${item.section} ${item.count} ${item.firstOut}` : item.row.alarm.point,
  );
  expect(said).toEqual(['group:Trip 2 c', 'b', 'c', 'others 1 ', 'a', 'hidden 1 ']);
  const named = [alarm('g', { group: 'Trip', first: 'a' }), alarm('a'), alarm('z')];
  expect(arranged(named, 'firstOut').map((row) => [row.alarm.point, row.section, row.firstOut])).toEqual([
    ['a', 'group:Trip', true],
    ['g', 'group:Trip', false],
    ['z', 'others', false],
  ]);
  expect(itemsOf(arranged(all.slice(0, 3), 'none'), new Set()).map((item) => item.kind)).toEqual([
    'row',
    'row',
    'row',
  ]);
});

test('alarms stand by area or by device; those of none come last, hidden ones by themselves', () => {
  const all = [
    alarm('a', { area: 'North', device: 'P1', priority: 'serious' }),
    alarm('b', { area: 'South', device: 'P2', priority: 'critical' }),
    alarm('c', { area: 'North', device: 'P2', priority: 'serious' }),
    alarm('d'),
    alarm('e', { area: 'North', shelved }),
  ];
  const heads = (grouping: 'area' | 'device') =>
    itemsOf(arranged(all, grouping), new Set()).map((item) =>
      item.kind === 'section' ? item.section : item.row.alarm.point,
    );
  expect(heads('area')).toEqual(['group:South', 'b', 'group:North', 'a', 'c', 'others', 'd', 'hidden', 'e']);
  expect(heads('device')).toEqual(['group:P2', 'b', 'c', 'group:P1', 'a', 'others', 'd', 'hidden', 'e']);
});
