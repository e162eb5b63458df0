/** Whether trends stand beside tables of samples: remembered by this browser. */

import { create } from 'zustand';

const STORED = 'tundish.trend';

export const useTrendOn = create<{ on: boolean; toggle: () => void }>((set, get) => ({
  on: localStorage.getItem(STORED) !== 'off',
  toggle: () => {
    const on = !get().on;
    localStorage.setItem(STORED, on ? 'on' : 'off');
    set({ on });
  },
}));
