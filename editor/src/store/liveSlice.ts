/** Values and status from the running flow, keyed as the WebSocket sends them. */

import type { StateCreator } from 'zustand';

import type { LiveMessage, LiveValue, NodeStatus } from '../api/types';
import { type SetAside, setAside } from '../flow/setAside';
import type { EditorState } from './index';
import { seenStatus, seenValues } from './seen';

export interface LiveSlice {
  /** By "node/port". */
  values: Record<string, LiveValue>;
  status: Record<string, NodeStatus>;
  /** As the server tells them, by paths of nodes: "pumps/limits". */
  allValues: Record<string, LiveValue>;
  allStatus: Record<string, NodeStatus>;
  /** Of the device that is chosen in an open block; they come before the others. */
  deviceValues: Record<string, LiveValue>;
  flowState: string;
  /** What is wrong with the flow as a whole while it runs; empty when nothing is. */
  failure: string;
  /** Disabled, stopped, failed: nothing new comes. */
  resting: boolean;
  /** It runs, but its disk takes nothing. */
  degraded: boolean;
  /** How full the inbox of the flow was at most in the last second, 0 to 1. */
  fill: number;
  /** Samples of the flow that were late, replaced, repeated or of the future. */
  setAside: SetAside;
  receive: (message: LiveMessage) => void;
}

type Slice = StateCreator<EditorState, [], [], LiveSlice>;

export const createLiveSlice: Slice = (set) => ({
  values: {},
  status: {},
  allValues: {},
  allStatus: {},
  deviceValues: {},
  flowState: '',
  failure: '',
  resting: false,
  degraded: false,
  fill: 0,
  setAside: {},
  receive: (message) =>
    set((state) => {
      if (message.type === 'live' && message.flow === state.document?.id)
        return received(state, { ...state.allValues, ...message.values });
      if (message.type === 'status' && message.flow === state.document?.id)
        return {
          allStatus: message.nodes,
          status: seenStatus(message.nodes, state.scope),
          flowState: message.state,
          fill: message.fill ?? 0,
          setAside: Object.fromEntries(setAside(message)),
        };
      return state;
    }),
});

const received = ({ root, scope, deviceValues }: EditorState, allValues: Record<string, LiveValue>) => ({
  allValues,
  values: { ...seenValues(allValues, root, scope), ...deviceValues },
});
