import { expect, test } from 'vitest';

import { fillLevel, nanoseconds, percent, shareOf } from '../../src/flow/cost';

test.each([
  [0, '0 %'],
  [0.001, '<1 %'],
  [0.314, '31 %'],
  [1, '100 %'],
])('a part of %s is told as %s', (part, text) => expect(percent(part)).toBe(text));

test.each([
  [4.25, '4.3 ns'],
  [120, '120 ns'],
  [2140, '2.1 µs'],
  [21400, '21 µs'],
  [3_200_000, '3.2 ms'],
])('%s ns are told as %s', (ns, text) => expect(nanoseconds(ns)).toBe(text));

test.each([
  [0.59, 'calm'],
  [0.6, 'filling'],
  [0.85, 'full'],
])('an inbox filled to %s is %s', (fill, level) => expect(fillLevel(fill)).toBe(level));

test('a node without a measurement has no share', () => {
  expect(shareOf(undefined)).toBe('');
  expect(shareOf({ share: 0.25, ns_call: 1, ns_sample: null, calls: 1 })).toBe('25 %');
});
