/** Traces: what events set off, as the server tells it. */

import type { FlowEvent } from './types';

export type Outcome = 'ok' | 'alarm' | 'action' | 'failed';
export const OUTCOMES: readonly Outcome[] = ['failed', 'action', 'alarm', 'ok'];

export interface Trace {
  id: string;
  flow: string;
  node: string;
  kind: string;
  point: string;
  time: string;
  outcome: Outcome;
  error: string;
  duration_ms: number;
  busy_ms: number;
  steps: number;
}
export interface TracePage {
  traces: Trace[];
  next: string | null;
}
/** An event without its place in a trace; `cut` is how long its data were, when they were too long to keep. */
export type StepEvent = Omit<FlowEvent, 'trace' | 'data'> & { data: FlowEvent['data'] | null; cut?: number };
export type StepOutput = { port: string; event: StepEvent } | { more: number };
export interface TraceStep {
  flow: string;
  node: string;
  port: string;
  time: string;
  ms: number;
  input: StepEvent | null;
  outputs: StepOutput[];
  error: string;
}
export interface WholeTrace {
  flows: Trace[];
  /** By flow: the version of it that ran; null where that is not known any more. */
  versions: Record<string, number | null>;
  steps: TraceStep[];
  /** There are more steps than these. */
  truncated: boolean;
}
