/** What an alarm's state means for the list: its rank, how it is shown, whether a filter keeps it. */

import { alarmKey, isHidden, isUnacked, PRIORITIES } from '../../api/alarms';
import type { Alarm, AlarmStatus, Priority } from '../../api/types';

export { isHidden, isUnacked, PRIORITIES };

/** What is shown: out of service before suppressed before shelved before the state underneath. */
export type Shown = AlarmStatus | 'shelved' | 'suppressed' | 'out_of_service';

export function shownState(alarm: Alarm): Shown {
  if (alarm.out_of_service) return 'out_of_service';
  if (alarm.suppressed) return 'suppressed';
  return alarm.shelved ? 'shelved' : alarm.status;
}

/** The condition itself holds now, whoever has seen it. */
export const isActive = (alarm: Alarm) => alarm.status === 'unack' || alarm.status === 'ack';
export const isLatched = (alarm: Alarm) => alarm.status === 'latch_unack' || alarm.status === 'latch_ack';
/** Its row has an edge, bold text and a blinking glyph. */
export const asksForSomebody = (alarm: Alarm) => isUnacked(alarm) && !isHidden(alarm);

interface Rank {
  unacked: number;
  priority: number;
  time: number;
  key: string;
  text: string;
}
const ranks = new WeakMap<Alarm, Rank>();

/** Worked out once for every change of an alarm: a flood is sorted several times a second. */
function rankOf(alarm: Alarm): Rank {
  let rank = ranks.get(alarm);
  if (!rank) {
    rank = {
      unacked: Number(asksForSomebody(alarm)),
      priority: PRIORITIES.indexOf(alarm.priority),
      time: Date.parse(alarm.time),
      key: alarmKey(alarm),
      text: `${alarm.point} ${alarm.message} ${alarm.flow} ${alarm.class ?? ''} ${alarm.area ?? ''} ${alarm.device ?? ''}`.toLowerCase(),
    };
    ranks.set(alarm, rank);
  }
  return rank;
}

/** Unacknowledged first, then priority, then newest; the key makes the order total. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  const x = rankOf(a);
  const y = rankOf(b);
  return y.unacked - x.unacked || x.priority - y.priority || y.time - x.time || (x.key < y.key ? -1 : 1);
}

export const STATES = [
  'all',
  'unack',
  'returned',
  'latched',
  'shelved',
  'suppressed',
  'out_of_service',
] as const;
export type StateFilter = (typeof STATES)[number];

export interface Filter {
  state: StateFilter;
  /** Priorities that are shown. */
  priorities: readonly Priority[];
  /** Id of the flow, or "" for all. */
  flow: string;
  /** Area of the plant, with those below it, or "" for all. */
  area: string;
  /** Device, or "" for all. */
  device: string;
  text: string;
}

/** `all` is the list with its hidden ones below; they do not count as part of it. */
export function inState(alarm: Alarm, state: StateFilter): boolean {
  const shown = shownState(alarm);
  if (state === 'all') return true;
  if (state === 'unack') return asksForSomebody(alarm);
  if (state === 'returned') return shown === 'rtn_unack';
  if (state === 'latched') return shown === 'latch_unack' || shown === 'latch_ack';
  return shown === state;
}

/** An area is in itself and in those above it: `North/Hall 1` in `North`. */
export const inArea = (area: string, wanted: string) => `${area}/`.startsWith(`${wanted}/`);

/** Each once, with those above it. */
export function areasOf(names: string[]): string[] {
  const areas = new Set<string>();
  for (const name of names) {
    const parts = name.split('/');
    for (let n = 1; n <= parts.length; n += 1) areas.add(parts.slice(0, n).join('/'));
  }
  areas.delete('');
  return [...areas].sort();
}

/** True when the filter keeps the alarm; `flowName` is searched too. */
export function matches(alarm: Alarm, filter: Filter, flowName: string, area = ''): boolean {
  if (!inState(alarm, filter.state) || !filter.priorities.includes(alarm.priority)) return false;
  if (filter.flow && alarm.flow !== filter.flow) return false;
  if (filter.area && !inArea(area, filter.area)) return false;
  if (filter.device && alarm.device !== filter.device) return false;
  if (!filter.text.trim()) return true;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${rankOf(alarm).text} ${flowName.toLowerCase()}`;
  return words.every((word) => text.includes(word));
}
