import { useEffect } from 'react';
import { create } from 'zustand';

import { api } from '../../api/client';
import type { PointInfo } from '../../api/types';

const PAGE = 200;
/** Enough for a large plant; points beyond are shown with five significant digits. */
const MOST = 5000;

const usePoints = create<{ points: Record<string, PointInfo>; asked: boolean }>(() => ({
  points: {},
  asked: false,
}));

async function load(): Promise<void> {
  usePoints.setState({ asked: true });
  for (let offset = 0; offset < MOST; ) {
    const page = await api.get<{ total: number; points: PointInfo[] }>(
      `/points?search=&offset=${offset}&limit=${PAGE}`,
    );
    const named = Object.fromEntries(page.points.map((point) => [point.name, point]));
    usePoints.setState(({ points }) => ({ points: { ...points, ...named } }));
    offset += page.points.length;
    if (page.points.length === 0 || offset >= page.total) return;
  }
}

/** Fetches the point directory once, for digits, units and descriptions of alarm points. */
export function useLoadPointLooks(): void {
  useEffect(() => {
    if (!usePoints.getState().asked) load().catch(() => usePoints.setState({ asked: false }));
  }, []);
}

export function usePointLook(name: string): PointInfo | undefined {
  return usePoints((state) => state.points[name]);
}
