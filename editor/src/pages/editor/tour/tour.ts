/** The tour of the editor: five steps, shown once in a browser, and again when somebody asks. */

import { create } from 'zustand';

const STORED = 'tundish.tour';

/** What each step stands by, on the page. */
export const STEPS = [
  ['palette', '.pal'],
  ['canvas', '.canvas'],
  ['inspector', '.insp'],
  ['drawer', '.drawer'],
  ['deploy', '.flow-bar .btn.prim'],
] as const;

interface Tour {
  /** Number of the step that is shown; null when none is. */
  step: number | null;
  start: () => void;
  go: (by: 1 | -1) => void;
  end: () => void;
}

export const useTour = create<Tour>((set) => ({
  step: null,
  start: () => set({ step: 0 }),
  go: (by) =>
    set(({ step }) => {
      const next = (step ?? 0) + by;
      if (next < STEPS.length) return { step: Math.max(0, next) };
      localStorage.setItem(STORED, 'seen');
      return { step: null };
    }),
  end: () => {
    localStorage.setItem(STORED, 'seen');
    set({ step: null });
  },
}));

/** Shown by itself to who has never seen it, or ended it, in this browser. */
export const firstTime = (): boolean => localStorage.getItem(STORED) === null;
