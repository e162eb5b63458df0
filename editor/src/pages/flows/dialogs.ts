import { create } from 'zustand';

import type { FlowSummary } from '../../api/types';

export type FlowDialog =
  | { kind: 'create' }
  | { kind: 'example' }
  | { kind: 'import' }
  | { kind: 'duplicate'; flow: FlowSummary }
  | { kind: 'stop'; flow: FlowSummary }
  | { kind: 'disable'; flows: Pick<FlowSummary, 'id' | 'name'>[] }
  | { kind: 'move'; flows: FlowSummary[] }
  | { kind: 'lock'; flow: FlowSummary }
  | { kind: 'delete'; flow: FlowSummary };

/** Which question is open on the flow list. */
export const useFlowDialog = create<{
  dialog: FlowDialog | null;
  show: (dialog: FlowDialog) => void;
  close: () => void;
}>((set) => ({
  dialog: null,
  show: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
