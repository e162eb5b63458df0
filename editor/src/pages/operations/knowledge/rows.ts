/** Rows of the rationalisation table: a new one, what differs, the search. */

import type { KnowledgeRow } from '../../../api/alarmKnowledge';

export const emptyRow = (): KnowledgeRow => ({
  flow: '',
  node: '',
  point: '',
  cause: '',
  consequence: '',
  response: '',
  respond_within: null,
  basis: '',
  approver: '',
  approved_at: null,
  approved: {},
});

/** Settings that run otherwise than they were approved. */
export function differing({ approved, running }: KnowledgeRow): string[] {
  if (!running) return [];
  return Object.keys(approved).filter(
    (name) => JSON.stringify(approved[name]) !== JSON.stringify(running[name]),
  );
}

export function fitsText(row: KnowledgeRow, text: string): boolean {
  const all = Object.values(row)
    .filter((value) => typeof value === 'string')
    .join(' ')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
