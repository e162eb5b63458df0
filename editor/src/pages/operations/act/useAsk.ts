import { create } from 'zustand';

import type { Alarm } from '../../../api/types';
import { type Action, asks } from './actions';
import { useAct } from './useAct';

/** Where the form opens: over the bulk bar, in the panel, in the row of a phone. */
export type Place = 'bulk' | 'panel' | 'phone';

interface AskSlice {
  /** What is being asked; null: nothing. */
  open: { action: Action; alarms: Alarm[]; place: Place } | null;
  /** Does it, or asks first for what it has to be told. */
  ask: (action: Action, alarms: Alarm[], place: Place, comment?: string) => Promise<void>;
  close: () => void;
}

/** The form that is open, at most one. */
export const useAsk = create<AskSlice>((set) => ({
  open: null,
  ask: async (action, alarms, place, comment = '') => {
    if (alarms.length === 0) return;
    const told = action === 'ack' ? { comment } : {};
    const needs = asks(action, alarms);
    if (needs.length === 0 || (needs.every((one) => one === 'comment') && comment)) {
      set({ open: null });
      await useAct.getState().act(action, alarms, told);
    } else set({ open: { action, alarms, place } });
  },
  close: () => set({ open: null }),
}));
