import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { StepEvent, TraceStep } from '../../src/api/traces';
import type { Block, FlowDocument } from '../../src/api/types';
import { instant } from '../../src/flow/instant';
import { linesOf } from '../../src/pages/editor/run/lines';
import { causesOf, pictureOf, spansOf } from '../../src/pages/editor/run/run';
import { node, pump } from '../documents';

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const event = (id: string): StepEvent => ({ time: at(0), kind: 'x', point: '', data: {}, id });
const step = (
  where: string,
  port: string,
  ms: number,
  input: string | null,
  outputs: Record<string, string[]> = {},
  more: Partial<TraceStep> = {},
): TraceStep => ({
  flow: 'pump',
  node: where,
  port,
  time: at(ms),
  ms: 2,
  input: input === null ? null : event(input),
  outputs: Object.entries(outputs).flatMap(([out, ids]) =>
    ids.map((id) => ({ port: out, event: event(id) })),
  ),
  error: '',
  ...more,
});

/** An alarm goes to a log by two wires of the same output, one of them by way of a block of two nodes. */
function document(): FlowDocument {
  const flow = pump();
  const inner: Block = {
    format: 'tundish.block/1',
    id: 'inner',
    inputs: [{ name: 'in', carries: 'events', wires: [['gate', 'events']] }],
    outputs: [{ name: 'out', carries: 'events', wires: [['text', 'events']] }],
    nodes: { gate: node('compute.gate', 'Gate'), text: node('compute.text', 'Text') },
    wires: [{ from: ['gate', 'events'], to: ['text', 'events'] }],
  };
  flow.blocks = { inner };
  flow.nodes['box'] = node('block', 'Box', [0, 0], { block: 'inner' });
  flow.wires = [
    ...flow.wires,
    { from: ['limits', 'events'], to: ['box', 'in'] },
    { from: ['box', 'out'], to: ['log', 'events'] },
  ];
  return flow;
}

const steps = [
  step('limits', 'samples', 0, null, { events: ['a', 'b'] }),
  step('log', 'events', 3, 'a'),
  step('box/gate', 'events', 4, 'a', { events: ['c'] }),
  step('log', 'events', 5, 'b'),
  step('box/text~band=2', 'events', 7, 'c', { events: ['d'] }),
  step('log', 'events', 2004, 'd', { effect: ['e'] }, { ms: 10, error: 'no route' }),
  step('log', '@attempt', 2100, 'e', {}, { ms: 400 }),
  step('other', 'events', 2200, 'd', {}, { flow: 'furnace' }),
];

test('nodes have the numbers of their steps, wires what went along them and after what time; blocks stand for their nodes', () => {
  const { nodes, wires } = pictureOf(steps, document());
  expect(Object.fromEntries(nodes)).toEqual({
    limits: { steps: [1], ms: 2, error: '' },
    log: { steps: [2, 4, 6, 7], ms: 414, error: 'no route' },
    box: { steps: [3, 5], ms: 4, error: '' },
  });
  expect(Object.fromEntries(wires)).toEqual({
    'plc/samples>filter/samples': { count: 0, ms: 0 },
    'filter/samples>limits/samples': { count: 0, ms: 0 },
    'limits/events>log/events': { count: 2, ms: 3 },
    'limits/events>box/in': { count: 1, ms: 4 },
    'box/out>log/events': { count: 1, ms: 1997 },
  });
});

test('a step was waited for since what set it off had ended; the whole lasts until the last one has ended', () => {
  expect(causesOf(steps)).toEqual([-1, 0, 0, 0, 2, 4, 5, 4]);
  const { spans, whole } = spansOf(steps);
  expect(spans[5]).toEqual({ start: 2004, took: 10, waited: 9 });
  expect(spans[6]).toEqual({ start: 2100, took: 400, waited: 2014 });
  expect(whole).toBe(2500);
  expect(spansOf([])).toEqual({ spans: [], whole: 0 });
});

test('no step counts twice on a wire, whatever the trace', () => {
  const ids = fc.constantFrom('a', 'b', 'c');
  const any = fc.record({
    node: fc.constantFrom('limits', 'log', 'box/gate', 'gone'),
    in: ids,
    out: fc.array(ids),
  });
  fc.assert(
    fc.property(fc.array(any), (calls) => {
      const made = calls.map((call, i) => step(call.node, 'events', i, call.in, { events: call.out }));
      const { wires, nodes } = pictureOf(made, document());
      expect(wires.get('limits/events>log/events')?.count).toBeLessThanOrEqual(
        made.filter((one) => one.node === 'log').length,
      );
      expect([...nodes.values()].reduce((sum, one) => sum + one.steps.length, 0)).toBe(made.length);
      for (const { start, waited } of spansOf(made).spans) expect(waited).toBeLessThanOrEqual(start);
    }),
  );
});

test('instants of the server keep their microseconds', () => {
  const ms = (iso: string) => instant(iso) - Date.UTC(2026, 0, 1);
  expect(ms('2026-01-01T00:00:00.000250000Z')).toBeCloseTo(0.25, 3);
  expect(ms('2026-01-01T00:00:01Z')).toBe(1000);
});

test('data are told line by line, what is long inside indented', () => {
  const long = { name: 'a text that is too long for one line', list: [1, 2] };
  expect(linesOf({ value: 1.23456, none: null, short: { a: 1 }, long })).toEqual([
    { indent: 0, key: 'value', value: '1.235', type: 'number' },
    { indent: 0, key: 'none', value: 'null', type: 'other' },
    { indent: 0, key: 'short', value: '{"a":1}', type: 'other' },
    { indent: 0, key: 'long', value: '', type: 'other' },
    { indent: 1, key: 'name', value: 'a text that is too long for one line', type: 'text' },
    { indent: 1, key: 'list', value: '[1,2]', type: 'other' },
  ]);
});
