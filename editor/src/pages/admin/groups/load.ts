/** What a worker process takes of the machine. */

import type { GroupState } from '../../../api/types';

export interface Reading {
  at: number;
  since: string;
  seconds: number;
}

export const readingOf = (group: GroupState, at: number): Reading => ({
  at,
  since: group.since,
  seconds: group.processor,
});

/** Part of one core that was taken between two readings of the same process; null when they tell nothing. */
export function shareOf(before: Reading | undefined, now: Reading): number | null {
  if (!before || before.since !== now.since || now.at <= before.at) return null;
  const share = (now.seconds - before.seconds) / ((now.at - before.at) / 1000);
  return share < 0 ? null : share;
}

const MIB = 2 ** 20;

/** Mebibytes, without decimals. */
export const mebibytes = (bytes: number): string =>
  Math.round(bytes / MIB)
    .toLocaleString('en')
    .replace(/,/g, ' ');
