import { expect, test } from 'vitest';

import type { StepEvent, TraceStep } from '../../src/api/traces';
import { causeText, milliseconds, outputText } from '../../src/pages/editor/traces/text';

const t = (key: string, slots?: Record<string, unknown>) => (slots ? `${key} ${Object.values(slots)}` : key);
const event: StepEvent = {
  time: '',
  kind: 'alarm.active',
  point: 'P1',
  data: { level: 'H', value: 3 },
  id: 'a',
};
const step: TraceStep = {
  flow: 'f',
  node: 'n',
  port: 'events',
  time: '',
  ms: 1,
  input: event,
  outputs: [],
  error: '',
};

test.each([
  [0, '0 ms'],
  [0.0021, '2.1 µs'],
  [0.05, '50 µs'],
  [1.234, '1.23 ms'],
  [250, '250 ms'],
  [12_400, '12.4 s'],
])('%s ms are told as %s', (ms, text) => expect(milliseconds(ms)).toBe(text));

test('a step says what caused it', () => {
  expect(causeText(t, step)).toBe('alarm.active P1');
  expect(causeText(t, { ...step, port: '@timer', input: null })).toBe('traces:cause.timer');
  expect(causeText(t, { ...step, port: '@result', input: { ...event, kind: 'action.done' } })).toBe(
    'traces:cause.result · action.done',
  );
  expect(causeText(t, { ...step, port: '@source', input: null })).toBe('traces:cause.source');
  expect(causeText(t, { ...step, port: '@attempt' })).toBe('traces:cause.attempt · alarm.active');
  expect(causeText(t, { ...step, port: 'samples', input: null })).toBe('traces:cause.samples');
});

test('a step says what came out of it', () => {
  expect(outputText(t, step)).toBe('traces:nothing');
  expect(outputText(t, { ...step, outputs: [{ port: 'effect', event }, { more: 3 }] })).toBe(
    'effect: alarm.active, traces:more 3',
  );
});
