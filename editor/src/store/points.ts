/** What is known about points: unit, digits, description. Fetched once for all, then by name when a new one turns up. */

import { create } from 'zustand';

import { api } from '../api/client';
import type { PointInfo } from '../api/types';

const FIRST = 500;

interface Points {
  byName: Record<string, PointInfo>;
  load: () => Promise<void>;
  /** Make sure that a point is known; asks once. */
  need: (name: string) => void;
}

interface Answer {
  total: number;
  points: PointInfo[];
}

const asked = new Set<string>();
const keyed = (points: PointInfo[]) => Object.fromEntries(points.map((point) => [point.name, point]));

export const usePoints = create<Points>((set, get) => ({
  byName: {},

  load: async () => {
    const answer = await api.get<Answer>(`/points?search=&offset=0&limit=${FIRST}`).catch(() => null);
    if (answer) set((state) => ({ byName: { ...state.byName, ...keyed(answer.points) } }));
  },

  need: (name) => {
    if (!name || asked.has(name) || get().byName[name]) return;
    asked.add(name);
    wanted.push(name);
    if (wanted.length > MOST) asked.delete(wanted.shift() ?? '');
    void fetchWanted();
  },
}));

/** Names that are needed, asked for a few at a time, the newest first: a flood of alarms is no flood of requests. */
const wanted: string[] = [];
const MOST = 200;
const AT_ONCE = 4;
let fetching = false;

async function fetchWanted(): Promise<void> {
  if (fetching) return;
  fetching = true;
  while (wanted.length > 0) {
    const names = wanted.splice(-AT_ONCE);
    const found = (await Promise.all(names.map((name) => searchPoints(name, 5)))).flat();
    usePoints.setState(({ byName }) => ({ byName: { ...byName, ...keyed(found) } }));
  }
  fetching = false;
}

export async function searchPoints(text: string, limit = 20, signal?: AbortSignal): Promise<PointInfo[]> {
  const query = new URLSearchParams({ search: text, offset: '0', limit: String(limit) });
  const answer = await api.get<Answer>(`/points?${query}`, { signal }).catch(() => null);
  return answer?.points ?? [];
}

export function usePoint(name: string | undefined): PointInfo | undefined {
  return usePoints((state) => (name ? state.byName[name] : undefined));
}
