/** Whether inputs and outputs stand beside the settings: remembered by this browser. */

import { create } from 'zustand';

const STORED = 'tundish.beside';

interface Beside {
  in: boolean;
  out: boolean;
  toggle: (side: 'in' | 'out') => void;
}

const stored = localStorage.getItem(STORED) ?? '';

export const useBeside = create<Beside>((set, get) => ({
  in: stored.includes('in'),
  out: stored.includes('out'),
  toggle: (side) => {
    set({ [side]: !get()[side] });
    const now = get();
    localStorage.setItem(STORED, (['in', 'out'] as const).filter((one) => now[one]).join(' '));
  },
}));

/** Pixels of one side. */
export const BESIDE = 184;
