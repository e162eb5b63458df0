import { expect, test } from 'vitest';

import type { Trace } from '../../src/api/traces';
import { EVERYTHING, hasText, isFiltered, merged, queryOf } from '../../src/pages/editor/traces/filter';

const NOON = Date.UTC(2026, 10, 21, 12);
const trace = (id: string, time: string, part: Partial<Trace> = {}): Trace => ({
  id,
  flow: 'f',
  node: 'limits',
  kind: 'alarm.active',
  point: 'P1.flow',
  time,
  outcome: 'alarm',
  error: '',
  duration_ms: 1,
  busy_ms: 1,
  steps: 2,
  ...part,
});

test('the server is asked for what it can tell apart, and for no more', () => {
  expect(`${queryOf('f', EVERYTHING, NOON)}`).toBe('flow=f&limit=100');
  const asked = queryOf(
    'f',
    { ...EVERYTHING, outcome: 'failed', node: 'log', span: 'hour', text: 'x' },
    NOON,
  );
  expect(Object.fromEntries(asked)).toEqual({
    flow: 'f',
    outcome: 'failed',
    node: 'log',
    from: '2026-11-21T11:00:00.000Z',
    limit: '100',
  });
});

test('a span between two local times is asked for in UTC; an end that is not given is open', () => {
  const from = '2026-11-21T08:30';
  const asked = queryOf('f', { ...EVERYTHING, span: 'between', from, to: '' }, NOON);
  expect(asked.get('from')).toBe(new Date(2026, 10, 21, 8, 30).toISOString());
  expect(asked.has('to')).toBe(false);
});

test.each([
  ['FLOW alarm', true],
  ['pump', true],
  ['refused', true],
  ['flow oven', false],
])('the words “%s” are looked for everywhere: %s', (text, found) => {
  expect(hasText(trace('a', '', { error: 'Refused' }), 'Pump limits', text)).toBe(found);
});

test('a filter of blanks is none', () => {
  expect(isFiltered({ ...EVERYTHING, text: ' ' })).toBe(false);
  expect(isFiltered({ ...EVERYTHING, span: 'day' })).toBe(true);
});

test('pages are put together newest first, each trace once and as it is now', () => {
  const known = [trace('b', '2'), trace('a', '1', { steps: 1 })];
  const all = merged(known, [trace('c', '3'), trace('a', '1', { steps: 9 })]);
  expect(all.map((one) => [one.id, one.steps])).toEqual([
    ['c', 2],
    ['b', 2],
    ['a', 9],
  ]);
});
