/** What the history page asks the event store for. */

import type { Wanted } from '../../../api/events';

export const SPANS = [1, 8, 24, 168, 720, 0] as const;
export const KINDS = {
  all: 'alarm.',
  active: 'alarm.active',
  clear: 'alarm.clear',
  ack: 'alarm.ack',
  escalate: 'alarm.escalate',
  shelve: 'alarm.*shelve',
  suppress: 'alarm.*suppress',
  service: 'alarm.*_service',
  comment: 'alarm.comment',
  refused: 'alarm.refused',
} as const;
export type KindName = keyof typeof KINDS;

export interface StoryWanted {
  /** Hours until now; 0: everything that is kept. */
  hours: number;
  kind: KindName;
  flow: string;
  area: string;
  /** Name or pattern. */
  point: string;
  user: string;
  text: string;
}
export const EVERYTHING: StoryWanted = {
  hours: 24,
  kind: 'all',
  flow: '',
  area: '',
  point: '',
  user: '',
  text: '',
};

/** "pump" finds what has it somewhere; with * or ? it is taken as it stands. */
const patternOf = (point: string) => {
  const given = point.trim();
  return given === '' || /[*?]/.test(given) ? given : `*${given}*`;
};

export function wantedOf({ hours, kind, flow, area, point, user, text }: StoryWanted, now: number): Wanted {
  return {
    kind: KINDS[kind],
    flow,
    area,
    point: patternOf(point),
    user: user.trim(),
    text: text.trim(),
    from: hours > 0 ? new Date(now - hours * 3600_000).toISOString() : '',
  };
}
