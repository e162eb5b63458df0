/** What an alarm's state means for the list: its rank, whether it is active, whether a filter keeps it. */

import { alarmKey } from '../../api/alarms';
import type { Alarm, Priority } from '../../api/types';

export const PRIORITIES: readonly Priority[] = ['critical', 'serious', 'moderate', 'advisory'];

export const isUnacked = (alarm: Alarm) => alarm.status === 'unack' || alarm.status === 'rtn_unack';
/** The condition itself holds now, whoever has seen it. */
export const isActive = (alarm: Alarm) => alarm.status === 'unack' || alarm.status === 'ack';

/** Unacknowledged first, then priority, then newest; the key makes the order total. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  return (
    Number(isUnacked(b)) - Number(isUnacked(a)) ||
    PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
    Date.parse(b.time) - Date.parse(a.time) ||
    (alarmKey(a) < alarmKey(b) ? -1 : 1)
  );
}

export const STATES = ['all', 'unack', 'active', 'returned'] as const;
export type StateFilter = (typeof STATES)[number];

export interface Filter {
  state: StateFilter;
  /** Priorities that are shown. */
  priorities: readonly Priority[];
  /** Id of the flow, or "" for all. */
  flow: string;
  text: string;
}

export function inState(alarm: Alarm, state: StateFilter): boolean {
  if (state === 'unack') return isUnacked(alarm);
  if (state === 'active') return isActive(alarm);
  return state === 'all' || alarm.status === 'rtn_unack';
}

/** True when the filter keeps the alarm; `flowName` is searched too. */
export function matches(alarm: Alarm, filter: Filter, flowName: string): boolean {
  if (!inState(alarm, filter.state) || !filter.priorities.includes(alarm.priority)) return false;
  if (filter.flow && alarm.flow !== filter.flow) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${alarm.point} ${alarm.message} ${alarm.flow} ${flowName}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
