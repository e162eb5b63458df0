import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type KnowledgeRow, knowledgeOf } from '../../src/api/alarmKnowledge';
import { applyAlarms, unackedByPriority } from '../../src/api/alarms';
import type { Alarm, LiveMessage } from '../../src/api/types';
import { toBeHeard } from '../../src/app/sound';
import {
  ACTIONS,
  applies,
  asks,
  mayShelveOnce,
  needsSecond,
  shelfTimes,
} from '../../src/pages/operations/act/actions';
import { firstOut, floodOf, minutesOf, tens } from '../../src/pages/operations/flood/flood';
import { itemAt, offsetsOf } from '../../src/pages/operations/list/useItemWindow';
import { arranged, itemsOf } from '../../src/pages/operations/sections';
import { alarm, keyed } from './alarms';

const shelved = { until: null, once: true, by: 'li', reason: '' };
const out = { by: 'li', reason: '', since: '2026-11-21T12:00:00Z' };
const waiting = { command: 'shelve', by: 'li', since: '2026-11-21T12:00:00Z' };

test.each<[string, Partial<Alarm>, string[]]>([
  ['unacknowledged', {}, ['ack', 'shelve', 'comment', 'out-of-service']],
  ['acknowledged', { status: 'ack' }, ['shelve', 'comment', 'out-of-service']],
  ['latched', { status: 'latch_unack' }, ['ack', 'shelve', 'comment', 'out-of-service']],
  ['to be reset', { status: 'latch_ack' }, ['reset', 'shelve', 'comment', 'out-of-service']],
  ['never to be shelved', { status: 'ack', max_shelve: 0 }, ['comment', 'out-of-service']],
  ['shelved', { status: 'ack', shelved }, ['comment', 'out-of-service', 'unshelve']],
  ['out of service', { status: 'normal', out_of_service: out }, ['comment', 'in-service']],
  [
    'waiting for somebody else',
    { status: 'ack', waiting },
    ['shelve', 'comment', 'out-of-service', 'withdraw'],
  ],
  ['a whole node that is suppressed', { point: '*', suppressed: 'mode' }, ['unsuppress']],
])('what applies to an alarm that is %s, for li', (_, part, actions) => {
  const one = alarm('P1', part);
  expect(ACTIONS.filter((action) => applies(action, one, 'li'))).toEqual(actions);
});

test('a second person confirms, the one who asked does not', () => {
  const one = alarm('P1', { waiting });
  expect([applies('confirm', one, 'li'), applies('confirm', one, 'zhang')]).toEqual([false, true]);
  expect(needsSecond('shelve', [alarm('P2'), alarm('P1', { second_person: true })])).toBe(true);
  expect(needsSecond('ack', [alarm('P1', { second_person: true })])).toBe(false);
});

test('nobody is asked for a time beyond what the most careful alarm allows', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1 }), (most) => {
      const times = shelfTimes(most.map((max_shelve, i) => alarm(`P${i}`, { max_shelve })));
      expect(times.length).toBeGreaterThan(0);
      expect(Math.max(...times)).toBeLessThanOrEqual(Math.min(...most));
    }),
  );
  expect(shelfTimes([alarm('P1', { max_shelve: 7200 })])).toEqual([900, 1800, 3600, 7200]);
  expect(mayShelveOnce([alarm('P1'), alarm('P2', { status: 'rtn_unack' })])).toBe(false);
  expect(asks('ack', [alarm('P1'), alarm('P2', { comment_required: true })])).toEqual(['comment']);
});

describe('a flood', () => {
  const minutes = (...counts: number[]) => floodOf(counts, 0);
  test.each<[string, number[], { since: number; count: number } | null]>([
    ['begins above ten in ten minutes', [11], { since: 0, count: 11 }],
    ['not with ten', [10], null],
    ['begins with its first alarm', [0, 0, 4, 0, 7], { since: 120_000, count: 11 }],
    ['is over below five', [11, ...Array(9).fill(0), 4], null],
    ['goes on with five', [11, ...Array(9).fill(0), 5], { since: 0, count: 5 }],
  ])('%s', (_, counts, flood) => expect(minutes(...counts)).toEqual(flood));

  test('counts of the server become minutes and sums of ten', () => {
    const from = Date.parse('2026-11-21T12:00:00Z');
    const counts = [{ begin: '2026-11-21T12:11:00Z', value: 'alarm.active', count: 3 }];
    const known = minutesOf(counts, from, from + 19 * 60_000);
    expect(known.length).toBe(20);
    expect(tens(known)).toEqual([0, 3]);
  });

  test('names who came first and counts who followed', () => {
    const at = (point: string, time: string) => alarm(point, { active_since: `2026-11-21T${time}Z` });
    const all = [at('b', '12:00:05'), at('old', '11:00:00'), at('a', '12:00:01')];
    const found = firstOut(all, Date.parse('2026-11-21T12:00:00Z'));
    expect([found?.first.point, found?.followed.map((one) => one.point)]).toEqual(['a', ['b']]);
  });
});

test('what sounds is the gravest unacknowledged one that came after the silence', () => {
  const all = [alarm('a', { priority: 'moderate' }), alarm('b', { priority: 'critical', status: 'ack' })];
  const on = { on: true, priorities: ['critical', 'serious', 'moderate'] as Alarm['priority'][] };
  const since = (one: Alarm) => `${one.flow}/${one.node}/${one.point}/${one.active_since}/${one.level}/0`;
  const first = all[0] as Alarm;
  const heard = new Map([[since(first), 1000]]);
  expect(toBeHeard(all, on, heard, 0)).toBe('moderate');
  expect(toBeHeard(all, on, heard, 2000)).toBe(null);
  expect(toBeHeard([...all, alarm('c')], on, heard, 2000)).toBe('serious');
  expect(toBeHeard([alarm('c', { shelved })], on, heard, 0)).toBe(null);
  expect(toBeHeard(all, { ...on, on: false }, heard, 0)).toBe(null);
});

test('hidden alarms are kept though normal, and count for nobody', () => {
  const message = (part: object) =>
    ({ type: 'alarms', number: 1, changed: [], removed: [], ...part }) as Extract<
      LiveMessage,
      { type: 'alarms' }
    >;
  const state = { number: 0, alarms: keyed(alarm('old')), known: false };
  const next = applyAlarms(
    state,
    message({ snapshot: true, changed: [alarm('a'), alarm('b', { status: 'normal', shelved })] }),
    message({ changed: [alarm('c', { shelved }), alarm('a', { priority: 'critical' })] }),
    message({ number: 3, changed: [alarm('d', { status: 'normal' })] }),
  );
  expect(Object.values(next.alarms).map((one) => one.point)).toEqual(['a', 'b', 'c']);
  expect([...unackedByPriority(next)]).toEqual([['critical', 1]]);
  expect([next.number, next.known]).toEqual([3, true]);
});

test('knowledge of an alarm is the most exact row', () => {
  const row = (point: string, node = 'limits') => ({ flow: 'pump', node, point }) as KnowledgeRow;
  const rows = [row('*'), row('P*'), row('P1'), row('P1', 'other')];
  const found = (point: string) => knowledgeOf(rows, alarm(point))?.point;
  expect([found('P1'), found('P2'), found('X')]).toEqual(['P1', 'P*', '*']);
});

test('the window finds the item at a height whatever stands above it', () => {
  const rows = arranged([alarm('a', { group: 'T' }), alarm('b', { group: 'T' }), alarm('c')], 'firstOut');
  const offsets = offsetsOf(itemsOf(rows, new Set()), 28);
  expect([...offsets]).toEqual([0, 24, 52, 80, 104, 132]);
  expect([0, 23, 24, 79, 80, 131, 500].map((y) => itemAt(offsets, y))).toEqual([0, 0, 1, 2, 3, 4, 4]);
});
