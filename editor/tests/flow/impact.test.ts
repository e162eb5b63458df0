/** What deploying does: actions to equipment first, which limits change, which alarms stand, which points come and go. */

import { expect, test } from 'vitest';

import type { Alarm } from '../../src/api/types';
import { difference } from '../../src/flow/difference';
import { actionChanges, alarmChanges, pointChanges } from '../../src/flow/impact';
import { meaning } from '../../src/pages/editor/deploy/meaning';
import { node, pump } from '../documents';

test('actions to equipment are named first', () => {
  const after = pump();
  after.nodes['mail'] = node('action.email', 'Mail');
  after.nodes['valve'] = node('action.write', 'Valve');
  const found = actionChanges(difference(pump(), after), [pump(), after]);
  expect(found.map(({ change, equipment }) => [change.name, equipment])).toEqual([
    ['Valve', true],
    ['Mail', false],
  ]);
});

test('changed limits tell their points, and the alarms of the node that stand now', () => {
  const after = pump();
  after.nodes['limits'] = node('alarm.limit', 'Limits', [480, 16], { limits: [{ point: 'P1', h: 2 }] });
  const alarm = (name: string, since: string | null, point = 'P1') =>
    ({
      flow: 'pump',
      node: name,
      point,
      status: since ? 'unack' : 'normal',
      active_since: since,
    }) as Alarm;
  const alarms = [
    alarm('limits', '2026'),
    alarm('limits', null),
    alarm('other', '2026'),
    alarm('limits', '2026', 'P2'),
  ];
  const [change] = alarmChanges(difference(pump(), after), [pump(), after], alarms);
  expect([change?.points, change?.standing]).toEqual([['P1'], [alarms[0]]]);
});

test('points that come and go', () => {
  const uses = (owns: string[], reads: string[]) => ({
    owns: Object.fromEntries(owns.map((name) => [name, 'n'])),
    reads: Object.fromEntries(reads.map((name) => [name, ['n']])),
  });
  expect(pointChanges(uses(['a', 'b'], ['x']), uses(['b', 'c'], ['x', 'y']))).toEqual({
    madeAdded: ['c'],
    madeRemoved: ['a'],
    readAdded: ['y'],
    readRemoved: [],
  });
  expect(pointChanges(null, uses(['a'], [])).madeAdded).toEqual(['a']);
  const reads = pointChanges(null, uses([], ['P*.kw', 'P10.kw', 'P2.kw', 'T*'])).readAdded;
  expect(reads).toEqual(['P2.kw', 'P10.kw', 'T*']);
  const several = pointChanges(null, uses([], ['a.*', 'axb', 'no* T*', 'T1', ',*'])).readAdded; // a dot is a dot
  expect(several).toEqual(['a.*', 'axb', 'T1']);
});

test('a change of a time says by how much of it', () => {
  const field = { name: 'x', widget: 'duration' } as never;
  expect(meaning({ field: 'x', before: 60, after: 180 }, field)).toBe('higher by 2 min (200 %)');
});

test('a change of a setting says what it comes to', () => {
  const of = (before: unknown, after: unknown, field = 'x') => meaning({ field, before, after } as never);
  expect([of(80, 75), of(0, 5), of(undefined, 5), of(5, null), of(true, false)]).toEqual([
    'lower by 5 (6.3 %)',
    'higher by 5',
    'was empty',
    'is empty now',
    'switched off',
  ]);
  expect([of(undefined, { point: 'a' }), of('a', 'b'), of(undefined, true, 'disabled')]).toEqual([
    'new row',
    '',
    'the node is given nothing',
  ]);
});
