/** What happened, from the event store. */

import { api } from './client';
import type { AlarmKey, FlowEvent } from './types';

export interface StoredEvent extends FlowEvent {
  number: number;
  flow: string;
  node: string;
  user: string;
  priority: string;
  level: string;
}
export interface EventsPage {
  events: StoredEvent[];
  /** What to give as `cursor` for the next page; null: this is the last one. */
  next: string | null;
  searched: string | null;
  /** Why there is nothing, where the server knows a reason: an area that no point is in. */
  note?: string;
}
export interface EventCount {
  begin: string;
  value: string;
  count: number;
}

export type Wanted = Partial<
  Record<'point' | 'kind' | 'flow' | 'node' | 'area' | 'user' | 'text' | 'from' | 'to' | 'cursor', string>
>;

/** A query without the fields that are empty. */
export function queryOf(wanted: object): string {
  const given = Object.entries(wanted).filter(([, value]) => value !== '' && value !== undefined);
  return new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
}

export const eventsPath = (wanted: Wanted, limit = 100) => `/events?${queryOf({ ...wanted, limit })}`;
export const eventsFile = (wanted: Wanted, format: 'csv' | 'ndjson') =>
  `/api/events?${queryOf({ ...wanted, format })}`;

/** How many activations there were in each span of `width` seconds, oldest first. */
export function countActivations(
  from: number,
  width: number,
  of: Partial<AlarmKey> = {},
): Promise<EventCount[]> {
  const since = new Date(from).toISOString();
  return api.get<EventCount[]>(
    `/events/count?${queryOf({ kind: 'alarm.active', ...of, from: since, width })}`,
  );
}
