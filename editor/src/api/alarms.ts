/** All alarms that the server reports, kept current by the WebSocket; also feeds the counts in the top bar. */

import { create } from 'zustand';

import { live } from './live';
import type { Alarm, AlarmKey, LiveMessage, Priority } from './types';

interface Alarms {
  number: number;
  alarms: Record<string, Alarm>;
  /** The server has sent the whole list once: before that, an empty list means nothing. */
  known: boolean;
}

export const alarmKey = (a: AlarmKey): string => `${a.flow}/${a.node}/${a.point}`;

export const useAlarms = create<Alarms>(() => ({ number: 0, alarms: {}, known: false }));

export function applyAlarms(state: Alarms, message: Extract<LiveMessage, { type: 'alarms' }>): Alarms {
  const alarms = message.snapshot ? {} : { ...state.alarms };
  for (const gone of message.removed ?? []) delete alarms[alarmKey(gone)];
  for (const alarm of message.changed ?? []) {
    if (alarm.status === 'normal') delete alarms[alarmKey(alarm)];
    else alarms[alarmKey(alarm)] = alarm;
  }
  return { number: message.number, alarms, known: state.known || message.snapshot === true };
}

/** Unacknowledged alarms by priority, as "critical:2,serious:1": a string, so that selectors compare cheaply. */
export function unackedByPriority(state: Alarms): Map<Priority, number> {
  const counts = new Map<Priority, number>();
  for (const priority of ['critical', 'serious', 'moderate', 'advisory'] as const) {
    const n = Object.values(state.alarms).filter(
      (a) => a.priority === priority && (a.status === 'unack' || a.status === 'rtn_unack'),
    ).length;
    if (n > 0) counts.set(priority, n);
  }
  return counts;
}

/** Starts listening; returns what stops it. */
export function followAlarms(): () => void {
  const off = live.on((message) => {
    if (message.type === 'alarms') useAlarms.setState((state) => applyAlarms(state, message));
  });
  const unwatch = live.watchAlarms();
  return () => {
    off();
    unwatch();
  };
}
