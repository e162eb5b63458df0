/** Which traces are listed: by result, node, time and text. */

import type { Outcome, Trace } from '../../../api/traces';

export const SPANS = ['any', 'hour', 'day', 'week', 'between'] as const;
export type Span = (typeof SPANS)[number];

export interface Filter {
  outcome: Outcome | '';
  node: string;
  span: Span;
  /** Local times as a field for them gives them; only for `between`. */
  from: string;
  to: string;
  text: string;
}

export const EVERYTHING: Filter = { outcome: '', node: '', span: 'any', from: '', to: '', text: '' };

const HOUR = 3_600_000;
const LENGTHS: Record<Exclude<Span, 'any' | 'between'>, number> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 168 * HOUR,
};

export const isFiltered = (filter: Filter): boolean =>
  Boolean(filter.outcome || filter.node || filter.span !== 'any' || filter.text.trim());

const utc = (local: string): string => {
  const time = Date.parse(local);
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
};

/** What the server is asked; the text is looked for in what it answers. */
export function queryOf(flow: string, filter: Filter, now: number): URLSearchParams {
  const { outcome, node, span } = filter;
  const since = span === 'any' || span === 'between' ? 0 : now - LENGTHS[span];
  const wanted = {
    flow,
    outcome,
    node,
    from: span === 'between' ? utc(filter.from) : since ? new Date(since).toISOString() : '',
    to: span === 'between' ? utc(filter.to) : '',
    limit: '100',
  };
  return new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ''));
}

/** Whether all words stand somewhere in what the list shows of a trace. */
export function hasText(trace: Trace, name: string, text: string): boolean {
  const all = `${trace.kind} ${trace.point} ${trace.node} ${name} ${trace.error} ${trace.id}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Newest first; a trace that went on meanwhile takes the place of what was known of it. */
export function merged(known: readonly Trace[], fresh: readonly Trace[]): Trace[] {
  const all = new Map([...known, ...fresh].map((trace) => [trace.id, trace]));
  return [...all.values()].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}
