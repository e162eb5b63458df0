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
    void searchPoints(name, 5).then((points) =>
      set((state) => ({ byName: { ...state.byName, ...keyed(points) } })),
    );
  },
}));

export async function searchPoints(text: string, limit = 20, signal?: AbortSignal): Promise<PointInfo[]> {
  const query = new URLSearchParams({ search: text, offset: '0', limit: String(limit) });
  const answer = await api.get<Answer>(`/points?${query}`, { signal }).catch(() => null);
  return answer?.points ?? [];
}

export function usePoint(name: string | undefined): PointInfo | undefined {
  return usePoints((state) => (name ? state.byName[name] : undefined));
}
