/** Alarms for tests. */

import { alarmKey, useAlarms } from '../../src/api/alarms';
import type { Alarm } from '../../src/api/types';

export function alarm(point: string, part: Partial<Alarm> = {}): Alarm {
  return {
    flow: 'pump',
    node: 'limits',
    point,
    status: 'unack',
    level: 'H',
    value: 12.5,
    limit: 12,
    unit: 'bar',
    priority: 'serious',
    message: `${point} high`,
    time: '2026-11-21T12:00:00Z',
    active_since: '2026-11-21T12:00:00Z',
    acked_by: null,
    ...part,
  };
}

export const keyed = (...alarms: Alarm[]) => Object.fromEntries(alarms.map((one) => [alarmKey(one), one]));

export function put(...alarms: Alarm[]): void {
  useAlarms.setState({ number: 1, known: true, alarms: keyed(...alarms) });
}
