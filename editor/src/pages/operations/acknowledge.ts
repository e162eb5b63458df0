import { create } from 'zustand';

import { alarmKey } from '../../api/alarms';
import { api } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Alarm, AlarmKey } from '../../api/types';
import { useSelection } from './selection';

export interface Refusal extends AlarmKey {
  reason: string;
}

export interface AckResult {
  accepted: number;
  refused: Refusal[];
  /** Why a request failed as a whole; "" when none did. */
  failure: string;
}

interface AckSlice {
  busy: boolean;
  /** What the last acknowledgement came to; null when there is nothing to say. */
  result: AckResult | null;
  acknowledge: (alarms: Alarm[], comment: string) => Promise<void>;
  dismiss: () => void;
}

/** The server takes at most 5,000 in one request. */
const AT_ONCE = 2000;

/** Acknowledging one alarm or many, and what the server answered. */
export const useAck = create<AckSlice>((set, get) => ({
  busy: false,
  result: null,
  acknowledge: async (alarms, comment) => {
    if (alarms.length === 0 || get().busy) return;
    set({ busy: true, result: null });
    set({ busy: false, result: await send(alarms, comment) });
  },
  dismiss: () => set({ result: null }),
}));

async function send(alarms: Alarm[], comment: string): Promise<AckResult> {
  const keys = alarms.map(({ flow, node, point }) => ({ flow, node, point }));
  const result: AckResult = { accepted: 0, refused: [], failure: '' };
  try {
    for (let first = 0; first < keys.length; first += AT_ONCE) {
      const part = keys.slice(first, first + AT_ONCE);
      const answer = await api.post<Omit<AckResult, 'failure'>>('/alarms/ack', { alarms: part, comment });
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
