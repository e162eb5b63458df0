/** Documents as lines of JSON, and what lies between them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { type Line, lineDiff, parts } from '../../src/flow/lineDiff';
import { documentLines } from '../../src/flow/text';
import { pump } from '../documents';

/** What `flows.text.dumps` makes of a flow with a block; its own test reads it too. */
const WRITTEN = join(__dirname, '../../../tests/flows/written.json');
/** "-a", "+b", " c". */
const shown = (lines: readonly Line[]) =>
  lines.map(({ text, before, after }) => `${before === null ? '+' : after === null ? '-' : ' '}${text}`);
const diff = (before: string, after: string) => shown(lineDiff(before.split(' '), after.split(' '))).join('');

test('a flow has the lines that the server writes', () => {
  const text = readFileSync(WRITTEN, 'utf8');
  const turned = JSON.parse(text) as FlowDocument;
  turned.wires.reverse();
  expect(`${documentLines(turned).join('\n')}\n`).toBe(text);
});

test('wires have no order, and what is undefined is not there', () => {
  const turned = { ...pump(), wires: [...pump().wires].reverse(), isolation: undefined };
  expect(documentLines(turned)).toEqual(documentLines(pump()));
});

test.each([
  ['nothing', 'a b c', 'a b c', ' a b c'],
  ['one changed', 'a b c', 'a x c', ' a-b+x c'],
  ['one added at the end', 'a', 'a b', ' a+b'],
  ['one removed at the beginning', 'a b', 'b', '-a b'],
  ['all', 'a b', 'x y', '-a-b+x+y'],
  ['one moved', 'a b c d', 'b c d a', '-a b c d+a'],
  ['one of equal ones removed', 'a a a', 'a a', ' a a-a'],
  ['changes between lines that hold', 'k1 x k2 x k3', 'k1 y k2 x k3', ' k1-x+y k2 x k3'],
  ['only the comma after the last', 'a,_b'.replace('_', ' '), 'a, b, c', ' a, b,+c'],
])('%s', (_, before, after, lines) => {
  expect(diff(before, after)).toBe(lines);
});

test('of any two texts both can be read from the lines, and no line that both begin or end with is marked', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e,', 'e'), { maxLength: 30 });
  const plain = (line: string) => line.replace(/,$/, '');
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      expect(lines.filter((line) => line.after !== null).map((line) => line.text)).toEqual(after);
      const left = lines.filter((line) => line.before !== null);
      expect(left.map((line) => plain(line.text))).toEqual(before.map(plain));
      expect(left.map((line) => line.before)).toEqual(before.map((_, i) => i + 1));
      expect(parts(lines).flatMap((part) => part.lines)).toEqual(lines);
      const least = Math.min(before.length, after.length);
      for (let i = 0; i < least && plain(before[i] ?? '') === plain(after[i] ?? ''); i += 1)
        expect(lines[i]?.before && lines[i]?.after).toBe(i + 1);
    }),
  );
});

test('what is the same is folded, but for some lines around a change; a single line is not', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const after = before.map((line, i) => (i === 10 ? 'other' : line));
  expect(parts(lineDiff(before, after)).map(({ same, lines }) => [same, lines.length])).toEqual([
    [true, 7],
    [false, 8],
    [true, 6],
  ]);
  expect(parts(lineDiff(before, before))).toHaveLength(1);
  const close = before.slice(0, 5).map((line, i) => (i === 4 ? 'other' : line));
  expect(parts(lineDiff(before.slice(0, 5), close)).map(({ same }) => same)).toEqual([false, false]);
});
