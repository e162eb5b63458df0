/** All alarms that the server reports, kept current by the WebSocket; also feeds the counts in the top bar. */

import { create } from 'zustand';

import { live } from './live';
import type { Alarm, AlarmKey, LiveMessage, Priority } from './types';

type AlarmMessage = Extract<LiveMessage, { type: 'alarms' }>;

interface Alarms {
  number: number;
  alarms: Record<string, Alarm>;
  /** The server has sent the whole list once: before that, an empty list means nothing. */
  known: boolean;
}

export const PRIORITIES: readonly Priority[] = ['critical', 'serious', 'moderate', 'advisory'];
/** A flood comes in many messages: the page is drawn at most so often, ms. */
const DRAWN_EVERY = 200;

export const alarmKey = (a: AlarmKey): string => `${a.flow}/${a.node}/${a.point}`;
/** Shelved, suppressed or out of service. */
export const isHidden = (a: Alarm): boolean => Boolean(a.out_of_service || a.suppressed || a.shelved);
export const isUnacked = (a: Alarm): boolean =>
  a.status === 'unack' || a.status === 'rtn_unack' || a.status === 'latch_unack';
/** Nothing about it is worth a row. */
const isOver = (a: Alarm): boolean => a.status === 'normal' && !isHidden(a) && !a.waiting;

export const useAlarms = create<Alarms>(() => ({ number: 0, alarms: {}, known: false }));

/** The list after some messages, in the order in which they came. */
export function applyAlarms(state: Alarms, ...messages: AlarmMessage[]): Alarms {
  let { number, alarms, known } = state;
  alarms = { ...alarms };
  for (const message of messages) {
    if (message.snapshot) alarms = {};
    for (const gone of message.removed ?? []) delete alarms[alarmKey(gone)];
    for (const alarm of message.changed ?? []) {
      if (isOver(alarm)) delete alarms[alarmKey(alarm)];
      else alarms[alarmKey(alarm)] = alarm;
    }
    number = message.number;
    known ||= message.snapshot === true;
  }
  return { number, alarms, known };
}

const counted = new WeakMap<Record<string, Alarm>, Map<Priority, number>>();

/** Unacknowledged alarms by priority, the gravest first; those that are hidden ask nobody. */
export function unackedByPriority({ alarms }: Pick<Alarms, 'alarms'>): Map<Priority, number> {
  const known = counted.get(alarms);
  if (known) return known;
  const all = new Map<Priority, number>();
  for (const alarm of Object.values(alarms)) {
    if (isUnacked(alarm) && !isHidden(alarm)) all.set(alarm.priority, (all.get(alarm.priority) ?? 0) + 1);
  }
  const counts = new Map(PRIORITIES.flatMap((p) => (all.has(p) ? [[p, all.get(p) ?? 0] as const] : [])));
  counted.set(alarms, counts);
  return counts;
}

/** Starts listening; returns what stops it. The first message is drawn at once, those of a flood together. */
export function followAlarms(): () => void {
  let waiting: AlarmMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawn = 0;
  const draw = () => {
    timer = undefined;
    drawn = Date.now();
    const messages = waiting;
    waiting = [];
    useAlarms.setState((state) => applyAlarms(state, ...messages));
  };
  const off = live.on((message) => {
    if (message.type !== 'alarms') return;
    waiting.push(message);
    const left = drawn + DRAWN_EVERY - Date.now();
    if (left <= 0 && timer === undefined) draw();
    else timer ??= setTimeout(draw, Math.max(0, left));
  });
  const unwatch = live.watchAlarms();
  return () => {
    clearTimeout(timer);
    off();
    unwatch();
  };
}
