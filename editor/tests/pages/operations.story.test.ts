import { expect, test } from 'vitest';

import { reasonOf } from '../../src/pages/operations/story/change';

/** An alarm that has been commented on and shelved, and on which a cause lies. */
const KEPT = {
  comment: 'Valve was shut by hand',
  shelved: { reason: 'Work order 4482', by: 'li' },
  out_of_service: { reason: 'Sensor sent in', by: 'li' },
  suppressed: 'P1.trip',
};

test.each([
  ['comment', {}, 'Valve was shut by hand'],
  ['ack', { comment: 'Seen' }, 'Seen'],
  ['shelve', { reason: 'Work order 4482', user: 'li' }, 'Work order 4482'],
  ['shelve', {}, 'Work order 4482'],
  ['out_of_service', {}, 'Sensor sent in'],
  ['suppress', {}, 'P1.trip'],
  ['in_service', { reason: 'Sensor is back', user: 'li' }, 'Sensor is back'],
  ['unshelve', { reason: 'expired' }, ''],
  ['unshelve', { reason: 'expired', user: 'li' }, 'expired'],
  ['request', { reason: 'Work order 5', command: 'shelve' }, 'Work order 5'],
  ['clear', {}, ''],
  ['escalate', {}, ''],
  ['active', {}, ''],
])('%s with %o was said to be %o', (change, said, reason) => {
  expect(reasonOf({ kind: `alarm.${change}`, data: { ...KEPT, ...said } } as never)).toBe(reason);
});
