/** A flood: more than ten activations in ten minutes begin it, fewer than five in ten minutes end it (ISA-18.2). */

import type { EventCount } from '../../../api/events';
import type { Alarm } from '../../../api/types';

export const STARTS_ABOVE = 10;
export const ENDS_BELOW = 5;
const MINUTE = 60_000;
const WINDOW = 10;

export interface Flood {
  /** ms */
  since: number;
  /** Activations in the last ten minutes. */
  count: number;
}

/** Activations of each minute from `from` until now. */
export function minutesOf(counts: EventCount[], from: number, now: number): number[] {
  const minutes = new Array<number>(Math.max(0, Math.floor((now - from) / MINUTE) + 1)).fill(0);
  for (const { begin, count } of counts) {
    const at = Math.floor((Date.parse(begin) - from) / MINUTE);
    if (at >= 0 && at < minutes.length) minutes[at] = (minutes[at] ?? 0) + count;
  }
  return minutes;
}

/** The flood that goes on now, from the activations of each minute; null when there is none. */
export function floodOf(minutes: number[], from: number): Flood | null {
  let sum = 0;
  let since: number | null = null;
  minutes.forEach((count, i) => {
    sum += count - (minutes[i - WINDOW] ?? 0);
    if (since === null && sum > STARTS_ABOVE) since = firstOf(minutes, i);
    else if (since !== null && sum < ENDS_BELOW) since = null;
  });
  return since === null ? null : { since: from + since * MINUTE, count: sum };
}

/** It began with the first activation of the ten minutes. */
function firstOf(minutes: number[], end: number): number {
  let at = Math.max(0, end - WINDOW + 1);
  while (at < end && minutes[at] === 0) at += 1;
  return at;
}

/** Sums of ten minutes each, the last one up to now: what the small chart shows. */
export function tens(minutes: number[]): number[] {
  const sums: number[] = [];
  for (let end = minutes.length; end > 0; end -= WINDOW) {
    sums.unshift(minutes.slice(Math.max(0, end - WINDOW), end).reduce((sum, n) => sum + n, 0));
  }
  return sums;
}

/** The alarm that came first in the flood, of those that are still in the list, and how many came after it. */
export function firstOut(alarms: Alarm[], since: number): { first: Alarm; followed: Alarm[] } | null {
  const at = (alarm: Alarm) => Date.parse(alarm.active_since ?? '') || 0;
  const within = alarms.filter((alarm) => at(alarm) >= since).sort((a, b) => at(a) - at(b));
  const first = within[0];
  return first ? { first, followed: within.slice(1) } : null;
}
