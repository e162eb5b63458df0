/** What a trace did, as the canvas shows it: which nodes were called and when, what went along each wire and how long it took. */

import type { StepEvent, TraceStep } from '../../../api/traces';
import type { Blocks, DocNode, FlowDocument } from '../../../api/types';
import { BLOCK, rootOf } from '../../../flow/blocks';
import { instant } from '../../../flow/instant';
import { wireKey } from '../../../flow/rules';

export interface RunNode {
  /** Numbers of its steps, from 1 on, as in the list of steps. */
  steps: number[];
  /** How long its calls took together, ms. */
  ms: number;
  error: string;
}
export interface RunWire {
  count: number;
  /** From the call that sent the first one to the call that got it, ms: timers and deliveries are in it. */
  ms: number;
}
export interface RunPicture {
  /** By id on the canvas: of a block what the nodes inside did. */
  nodes: ReadonlyMap<string, RunNode>;
  wires: ReadonlyMap<string, RunWire>;
}

/** "pumps/calm~band=2" is one of the nodes "pumps/calm". */
const plain = (path: string): string => path.replace(/~[^/]*/g, '');

export const eventsOf = (step: TraceStep): { port: string; event: StepEvent }[] =>
  step.outputs.flatMap((output) => ('event' in output ? [output] : []));

/** For each step the one before that set it off; -1 where none did. */
export function causesOf(steps: readonly TraceStep[]): number[] {
  const senders = new Map<string, number>();
  const last = new Map<string, number>();
  return steps.map((step, i) => {
    const node = `${step.flow} ${step.node}`;
    const sent = step.input ? senders.get(step.input.id) : undefined;
    // Timers, attempts and results go on from what the same node did before.
    const cause = step.port.startsWith('@') ? last.get(node) : (sent ?? last.get(node));
    last.set(node, i);
    for (const { event } of eventsOf(step)) if (!senders.has(event.id)) senders.set(event.id, i);
    return cause ?? -1;
  });
}

export function pictureOf(steps: readonly TraceStep[], document: FlowDocument): RunPicture {
  const nodes = new Map<string, RunNode>();
  steps.forEach((step, i) => {
    if (step.flow !== document.id) return;
    const [root] = rootOf(plain(step.node));
    const known = nodes.get(root) ?? { steps: [], ms: 0, error: '' };
    known.steps.push(i + 1);
    known.ms += step.ms;
    known.error ||= step.error;
    nodes.set(root, known);
  });
  return { nodes, wires: wiresOf(steps, document) };
}

interface Sent {
  end: string;
  time: number;
}

function wiresOf(steps: readonly TraceStep[], document: FlowDocument): Map<string, RunWire> {
  const own = steps.filter((step) => step.flow === document.id);
  const sent = new Map<string, Sent[]>();
  for (const step of own)
    for (const { port, event } of eventsOf(step)) {
      const one = { end: `${plain(step.node)}/${port}`, time: instant(step.time) };
      sent.set(event.id, [...(sent.get(event.id) ?? []), one]);
    }
  const came = own.filter((step) => step.input && sent.has(step.input.id));
  const found = new Map<string, RunWire>();
  for (const wire of document.wires) {
    const from = new Set(endsOf(document, wire.from, 'outputs'));
    const to = new Set(endsOf(document, wire.to, 'inputs'));
    const waits = came.flatMap((step) => {
      if (!step.input || !to.has(`${plain(step.node)}/${step.port}`)) return [];
      const sender = sent.get(step.input.id)?.find(({ end }) => from.has(end));
      return sender ? [instant(step.time) - sender.time] : [];
    });
    found.set(wireKey(wire), { count: waits.length, ms: Math.max(0, waits[0] ?? 0) });
  }
  return found;
}

type Side = 'inputs' | 'outputs';

/** The ports that an end of a wire stands for: its own, or of a block those of the nodes inside. */
export function endsOf(document: FlowDocument, [id, port]: [string, string], side: Side): string[] {
  const node = document.nodes[id];
  return node ? inside(id, node, port, side, document.blocks, 8) : [];
}

function inside(
  path: string,
  node: DocNode,
  port: string,
  side: Side,
  blocks: Blocks | undefined,
  depth: number,
): string[] {
  const block = node.kind === BLOCK ? blocks?.[String(node.config['block'] ?? '')] : undefined;
  if (!block || depth === 0) return [`${path}/${port}`];
  const wires = block[side]?.find((one) => one.name === port)?.wires ?? [];
  return wires.flatMap(([inner, end]) => {
    const found = block.nodes?.[inner];
    return found ? inside(`${path}/${inner}`, found, end, side, blocks, depth - 1) : [];
  });
}

export interface Span {
  /** Since the trace began, ms. */
  start: number;
  took: number;
  /** Since when it was waited for, ms; the same as `start` when it was not. */
  waited: number;
}

/** When each step began and how long it took, and how long the whole took, ms. */
export function spansOf(steps: readonly TraceStep[]): { spans: Span[]; whole: number } {
  const times = steps.map((step) => instant(step.time));
  const zero = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  const causes = causesOf(steps);
  const spans = steps.map((step, i) => {
    const start = (times[i] ?? zero) - zero;
    const cause = causes[i] ?? -1;
    const ended = cause < 0 ? start : (times[cause] ?? zero) - zero + (steps[cause]?.ms ?? 0);
    return { start, took: step.ms, waited: Math.min(ended, start) };
  });
  return { spans, whole: Math.max(0, ...spans.map(({ start, took }) => start + took)) };
}
