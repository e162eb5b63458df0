/** How well the alarms do their work, against the published thresholds. */

import { api, path } from './client';
import { queryOf } from './events';
import type { AlarmKey, Priority } from './types';

export type Verdict = 'met' | 'manageable' | 'over' | 'none';
export const MEASURES = [
  'per_hour',
  'per_day',
  'slots_over',
  'flood_time',
  'top_ten',
  'chattering',
  'stale',
  'critical',
  'unreasoned',
  'to_acknowledge',
  'to_return',
  'standing',
  'shelved',
  'out_of_service',
  'suppressed',
] as const;
export type MeasureName = (typeof MEASURES)[number];

export interface Measure {
  name: MeasureName;
  value: number | null;
  unit: string;
  target: number | null;
  maximum: number | null;
  /** The target is not to be reached, else not to be passed. */
  below: boolean;
  verdict: Verdict;
  published_target?: number | null;
  published_maximum?: number | null;
  /** Who has set other limits than the published ones. */
  set_by?: string | null;
  set_at?: string | null;
}
export interface Named extends AlarmKey {
  level?: string | null;
}
export interface Performance {
  from: string;
  to: string;
  zone: string;
  announced: number;
  measures: Measure[];
  days: { begin: string; count: number; per_hour: number }[];
  slots: { begin: string; count: number }[];
  floods: { begin: string; end: string | null; count: number; peak: number; first: Named | null }[];
  top: (Named & { count: number; share: number })[];
  chattering: (Named & { bursts: number; worst: number })[];
  fleeting: (Named & { count: number })[];
  stale: (Named & { since: string })[];
  priorities: { priority: Priority; count: number; share: number; published: number }[];
  /** Why there is nothing, where the server knows a reason: an area that no point is in. */
  note?: string;
  trend?: ({ begin: string } & Partial<Record<MeasureName, number | null>>)[];
}

/** Weeks of the small trend beside each measure. */
export const WEEKS = 12;

/** Until the server's now: what stands then is what stands. */
export function performancePath(days: number, now: number, flow: string, area: string): string {
  const from = new Date(now - days * 86_400_000).toISOString();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  return `/alarms/performance?${queryOf({ from, flow, area, zone, weeks: WEEKS })}`;
}

const threshold = (measure: MeasureName) => path`/alarms/performance/thresholds/${measure}`;
export const setThreshold = (measure: MeasureName, target: number | null, maximum: number | null) =>
  api.put<null>(threshold(measure), { target, maximum });
/** The published limits hold again. */
export const publishThreshold = (measure: MeasureName) => api.delete<null>(threshold(measure));
