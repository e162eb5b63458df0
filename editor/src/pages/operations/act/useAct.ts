import { create } from 'zustand';

import { alarmKey } from '../../../api/alarms';
import { api } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import type { Alarm, AlarmKey } from '../../../api/types';
import { useSelection } from '../selection';
import type { Action } from './actions';

export interface Refusal extends AlarmKey {
  reason: string;
}
/** What the server is told beside the alarms. */
export interface Told {
  comment?: string;
  reason?: string;
  text?: string;
  seconds?: number;
  once?: boolean;
}
export interface ActResult {
  action: Action;
  accepted: number;
  refused: Refusal[];
  /** Why a request failed as a whole; "" when none did. */
  failure: string;
}

interface ActSlice {
  busy: boolean;
  /** What the last action came to; null when there is nothing to say. */
  result: ActResult | null;
  act: (action: Action, alarms: Alarm[], told?: Told) => Promise<void>;
  dismiss: () => void;
}

/** The server takes at most 5,000 in one request. */
const AT_ONCE = 2000;

/** Doing something with one alarm or many, and what the server answered. */
export const useAct = create<ActSlice>((set, get) => ({
  busy: false,
  result: null,
  act: async (action, alarms, told = {}) => {
    if (alarms.length === 0 || get().busy) return;
    set({ busy: true, result: null });
    set({ busy: false, result: await send(action, alarms, told) });
  },
  dismiss: () => set({ result: null }),
}));

async function send(action: Action, alarms: Alarm[], told: Told): Promise<ActResult> {
  const keys = alarms.map(({ flow, node, point }) => ({ flow, node, point }));
  const result: ActResult = { action, accepted: 0, refused: [], failure: '' };
  try {
    for (let first = 0; first < keys.length; first += AT_ONCE) {
      const part = keys.slice(first, first + AT_ONCE);
      const answer = await api.post<Omit<ActResult, 'failure'>>(`/alarms/${action}`, {
        alarms: part,
        ...told,
      });
      result.accepted += answer.accepted;
      result.refused.push(...answer.refused);
      forget(part, answer.refused);
    }
  } catch (error) {
    result.failure = messageOf(error);
  }
  return result;
}

/** What was accepted loses its tick; what was refused keeps it, so that one sees which. */
function forget(sent: AlarmKey[], refused: AlarmKey[]): void {
  const stay = new Set(refused.map(alarmKey));
  const done = new Set(sent.map(alarmKey).filter((key) => !stay.has(key)));
  const { checked, check } = useSelection.getState();
  check([...checked].filter((key) => !done.has(key)));
}
