import { expect, test } from 'vitest';

import { parseCell, parseDuration, parseNumber, parseTsv } from '../../src/form/parse';
import { type Field, fieldOf } from '../../src/form/schema';

test.each([
  ['12.5', 12.5],
  ['12,5', 12.5],
  [' -3 ', -3],
  ['1e-3', 0.001],
  ['.5', 0.5],
  ['1 000', undefined],
  ['1,000.5', undefined],
  ['abc', undefined],
  ['', undefined],
])('number %j', (text, expected) => {
  expect(parseNumber(text)).toBe(expected);
});

test.each([
  ['15', 15],
  ['15 s', 15],
  ['2 min', 120],
  ['1h 30min', 5400],
  ['500 ms', 0.5],
  ['1,5 h', 5400],
  ['5 分钟', 300],
  ['1 d', 86400],
  ['0:15:00', 900],
  ['36:00:01.5', 129601.5],
  ['5:00', undefined],
  ['soon', undefined],
  ['5 parsecs', undefined],
  ['min', undefined],
])('duration %j', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

const field = (schema: object): Field => fieldOf('f', schema, {});

test('an empty cell is null where that is allowed, and nothing where not', () => {
  expect(parseCell(field({ anyOf: [{ type: 'number' }, { type: 'null' }] }), '')).toBe(null);
  expect(parseCell(field({ type: 'number' }), '')).toBe(undefined);
  expect(parseCell(field({ type: 'string' }), '')).toBe('');
});

test('a cell takes only what its field can hold', () => {
  expect(parseCell(field({ type: 'integer' }), '1.5')).toBe(undefined);
  expect(parseCell(field({ enum: ['a', 2] }), '2')).toBe(2);
  expect(parseCell(field({ enum: ['a', 2] }), 'b')).toBe(undefined);
  expect(parseCell(field({ type: 'boolean' }), '是')).toBe(true);
  expect(parseCell(field({ type: 'boolean' }), 'off')).toBe(false);
});

test('spreadsheet text: quotes, inner tabs and line ends, empty cells', () => {
  expect(parseTsv('a\tb\r\n"x\ty"\t"say ""hi"""\n\t3\n')).toEqual([
    ['a', 'b'],
    ['x\ty', 'say "hi"'],
    ['', '3'],
  ]);
});
