import { create } from 'zustand';

import { alarmKey } from '../../api/alarms';
import { api } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Alarm, AlarmKey } from '../../api/types';
import { useSelection } from './selection';

export interface Refusal extends AlarmKey {
  reason: string;
}

interface AckSlice {
  busy: boolean;
  /** What the last acknowledgement came to; null when there is nothing to say. */
  result: { accepted: number; refused: Refusal[]; failure: string } | null;
  acknowledge: (alarms: Alarm[], comment: string) => Promise<void>;
  dismiss: () => void;
}

/** Acknowledging one alarm or many, and what the server answered. */
export const useAck = create<AckSlice>((set, get) => ({
  busy: false,
  result: null,
  acknowledge: async (alarms, comment) => {
    if (alarms.length === 0 || get().busy) return;
    set({ busy: true, result: null });
    const keys = alarms.map(({ flow, node, point }) => ({ flow, node, point }));
    try {
      const answer = await api.post<{ accepted: number; refused: Refusal[] }>('/alarms/ack', {
        alarms: keys,
        comment,
      });
      const refused = answer.refused ?? [];
      forget(keys, refused);
      set({ busy: false, result: { accepted: answer.accepted, refused, failure: '' } });
    } catch (error) {
      set({ busy: false, result: { accepted: 0, refused: [], failure: messageOf(error) } });
    }
  },
  dismiss: () => set({ result: null }),
}));

/** What was accepted loses its tick; what was refused keeps it, so that one sees which. */
function forget(sent: AlarmKey[], refused: AlarmKey[]): void {
  const stay = new Set(refused.map(alarmKey));
  const done = new Set(sent.map(alarmKey).filter((key) => !stay.has(key)));
  const { checked, check } = useSelection.getState();
  check([...checked].filter((key) => !done.has(key)));
}
