/**
 * Pins: outputs that say what somebody gave them while a draft is tried. They are kept by this browser, by flow,
 * and are no part of the document: what is saved and deployed has none.
 */

import { create } from 'zustand';

import type { FlowEvent, NodeLast, Sample } from '../../../api/types';

const STORED = 'tundish.pins';
const MOST_ROWS = 200;
export const SECONDS = [0, 10, 60, 600, 3600] as const;

export type PinnedEvent = Pick<FlowEvent, 'time' | 'kind' | 'point' | 'data'>;
export interface Pin {
  samples: Sample[];
  events: PinnedEvent[];
}
/** By "node/port". */
export type FlowPins = Readonly<Record<string, Pin>>;
export type Tried = NodeLast & { ports: Record<string, NodeLast['ports'][string] & { count?: number }> };
export interface Answer {
  nodes: Record<string, Tried>;
  skipped: Record<string, 'action' | 'wrong' | 'pinned' | 'unknown'>;
}

interface Pins {
  flows: Record<string, FlowPins>;
  /** Simulated time that goes on after the last of the pins. */
  seconds: number;
  /** What the draft makes of the pins; null while there are none or nothing is known yet. */
  answer: Answer | null;
  asking: boolean;
  failure: string;
  /** Output whose pin is being written by hand. */
  writing: string | null;
}

const NONE: FlowPins = {};

function stored(): Record<string, FlowPins> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Record<string, FlowPins>;
  } catch {
    return {};
  }
}

export const usePins = create<Pins>(() => ({
  flows: stored(),
  seconds: 60,
  answer: null,
  asking: false,
  failure: '',
  writing: null,
}));

export const pinsOf = (state: Pick<Pins, 'flows'>, flow: string | undefined): FlowPins =>
  (flow && state.flows[flow]) || NONE;

function keep(flow: string, pins: FlowPins): void {
  const { [flow]: _, ...others } = usePins.getState().flows;
  const flows = Object.keys(pins).length > 0 ? { ...others, [flow]: pins } : others;
  usePins.setState({ flows });
  try {
    localStorage.setItem(STORED, JSON.stringify(flows));
  } catch {
    // No room: they last as long as the page.
  }
}

/** The newest rows of a batch, a step of a trace, or what was written by hand. */
export function pin(flow: string, output: string, given: Partial<Pin>): void {
  const made: Pin = {
    samples: (given.samples ?? []).slice(-MOST_ROWS),
    events: (given.events ?? []).slice(-MOST_ROWS),
  };
  if (made.samples.length + made.events.length > 0)
    keep(flow, { ...pinsOf(usePins.getState(), flow), [output]: made });
}

export function unpin(flow: string, output: string): void {
  const { [output]: _, ...others } = pinsOf(usePins.getState(), flow);
  keep(flow, others);
}

export const unpinAll = (flow: string): void => keep(flow, NONE);

/** "pumps/limits/samples": the port is the last part. */
export function split(output: string): [node: string, port: string] {
  const at = output.lastIndexOf('/');
  return [output.slice(0, at), output.slice(at + 1)];
}

/** What the server is asked. Pins of nodes that the draft has no more are left out. */
export function question(pins: FlowPins, nodes: Record<string, unknown>) {
  return Object.entries(pins).flatMap(([output, { samples, events }]) => {
    const [node, port] = split(output);
    return nodes[node] ? [{ node, port, samples, events }] : [];
  });
}
