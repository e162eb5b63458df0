/** Rows of the rationalisation table: a new one, one in place of another, the search. */

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

/** The rows with one put in the place `at` (null: at the end), or taken out when there is none to put. */
export function replaced(rows: KnowledgeRow[], row: KnowledgeRow | null, at: number | null): KnowledgeRow[] {
  if (at === null) return row ? [...rows, row] : rows;
  return rows.flatMap((old, i) => (i === at ? (row ?? []) : old));
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
