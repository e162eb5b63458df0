import { expect, test } from 'vitest';

import { outputsOf } from '../../src/flow/ports';
import { type Grip, refusal } from '../../src/flow/rules';
import { kinds, node, pump } from '../documents';

const out = (name: string, port = 'samples'): Grip => ({ node: name, port, side: 'out' });
const into = (name: string, port = 'samples'): Grip => ({ node: name, port, side: 'in' });

test.each([
  ['a free pair', out('plc'), into('limits'), null],
  ['taken from the input', into('limits'), out('plc'), null],
  ['error output to events', out('plc', 'error'), into('log', 'events'), null],
  ['the same node', out('filter'), into('filter'), 'sameNode'],
  ['input to input', into('filter'), into('limits'), 'twoInputs'],
  ['output to output', out('plc'), out('filter'), 'twoOutputs'],
  ['samples to events', out('plc'), into('log', 'events'), 'samplesToEvents'],
  ['events to samples', out('limits', 'events'), into('log', 'samples'), 'eventsToSamples'],
  ['there already', out('plc'), into('filter'), 'duplicate'],
  ['an unknown port', out('plc', 'nothing'), into('filter'), 'noPort'],
] as const)('%s', (_, a, b, expected) => {
  expect(refusal(pump(), kinds, a, b)).toBe(expected);
});

test('a loop is refused unless a node on it breaks cycles', () => {
  const flow = pump();
  flow.nodes['back'] = node('compute.scale', 'Back');
  flow.wires.push({ from: ['filter', 'samples'], to: ['back', 'samples'] });
  expect(refusal(flow, kinds, out('back'), into('filter'))).toBe('cycle');
  flow.nodes['back'] = node('compute.delay', 'Back');
  expect(refusal(flow, kinds, out('back'), into('filter'))).toBe(null);
});

test('a table of cases makes one output a row', () => {
  const rows = [{ port: 'low' }, { port: 'high' }, { port: 'low' }, { port: '' }];
  const made = outputsOf(kinds.get('compute.switch'), node('compute.switch', 'S', [0, 0], { cases: rows }));
  expect(made.map((port) => [port.name, port.carries])).toEqual([
    ['low', 'events'],
    ['high', 'events'],
  ]);
});
