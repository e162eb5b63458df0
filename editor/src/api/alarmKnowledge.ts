/** What is known about alarms beforehand: cause, consequence, response, approved settings. */

import { create } from 'zustand';

import { api } from './client';
import type { Alarm, Json } from './types';

export interface KnowledgeRow {
  flow: string;
  node: string;
  /** Name, or pattern with * and ?. */
  point: string;
  cause: string;
  consequence: string;
  response: string;
  /** Seconds; null: not said. */
  respond_within: number | null;
  basis: string;
  approver: string;
  approved_at: string | null;
  approved: Record<string, Json>;
  /** Settings of the alarm as it is deployed; null: it is not. */
  running?: Record<string, Json> | null;
  /** Equipment, by the table of its block or by the point directory. */
  device?: string;
}
export interface KnowledgeTable {
  revision: number;
  rows: KnowledgeRow[];
}
export interface Difference {
  flow: string;
  node: string;
  point: string;
  setting: string;
  approved: Json;
  running: Json;
}

interface Knowledge {
  rows: KnowledgeRow[];
  load: () => Promise<void>;
}

let asked: Promise<void> | null = null;

/** Fetched once a page asks for it. */
export const useKnowledge = create<Knowledge>((set) => ({
  rows: [],
  load: () => {
    asked ??= api
      .get<KnowledgeTable>('/alarms/knowledge')
      .then(({ rows }) => set({ rows }))
      .catch(() => {
        asked = null;
      });
    return asked;
  },
}));

/** After a change: the next page asks again. */
export function forgetKnowledge(): void {
  asked = null;
}

const fits = (pattern: string, text: string): boolean => {
  if (pattern === '' || pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(text);
};
/** Exact before pattern before nothing; of patterns the one that says more. */
const exactness = (pattern: string): number => {
  if (pattern === '') return 0;
  return /[*?]/.test(pattern) ? pattern.replace(/[*?]/g, '').length : 1000;
};

/** The row that says most precisely that it means this alarm. */
export function knowledgeOf(rows: KnowledgeRow[], alarm: Pick<Alarm, 'flow' | 'node' | 'point'>) {
  let best: KnowledgeRow | undefined;
  let most = -1;
  for (const row of rows) {
    if (!fits(row.flow, alarm.flow) || !fits(row.node, alarm.node) || !fits(row.point, alarm.point)) continue;
    const score = exactness(row.point) * 4 + exactness(row.node) * 2 + exactness(row.flow);
    if (score > most) {
      most = score;
      best = row;
    }
  }
  return best;
}

export const knowledgePath = '/alarms/knowledge';

/** A file with problems is refused instead: `lineProblems` has them. */
export interface ImportResult {
  added: number;
  changed: number;
  removed: number;
}

const keyOf = ({ flow, node, point }: KnowledgeRow) => ({ flow, node, point });

/** Keeps this row; the others stay as they are. */
export const saveRow = (revision: number, row: KnowledgeRow) => {
  const { cause, consequence, response, basis, respond_within } = row;
  const texts = { cause, consequence, response, basis, respond_within };
  return api.put(knowledgePath, { revision, rows: [{ ...keyOf(row), ...texts }] });
};
export const forgetRow = (row: KnowledgeRow) => api.post(`${knowledgePath}/forget`, { items: [keyOf(row)] });
/** The settings as they run are the approved ones from now on. */
export const approveRow = (row: KnowledgeRow) =>
  api.post(`${knowledgePath}/approve`, { items: [keyOf(row)] });

/** Takes a CSV or Excel file, or with `dry` only tells what would change. */
export const importKnowledge = (file: Blob, dry: boolean) =>
  api.post<ImportResult>(`${knowledgePath}/import${dry ? '?dry_run=true' : ''}`, file);

/** Puts approved settings into the drafts of their flows, and tells which flows that are. */
export const restoreApproved = (differences: Difference[]) =>
  api.post<{ flows: string[] }>(`${knowledgePath}/restore`, {
    items: differences.map(({ flow, node, point, setting }) => ({ flow, node, point, setting })),
  });
