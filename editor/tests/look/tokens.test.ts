/** Colours live in tokens.css and nowhere else. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(__dirname, '../../src');

const files = readdirSync(SRC, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.(css|tsx?)$/.test(entry.name) && entry.name !== 'tokens.css')
  .map((entry) => join(entry.parentPath, entry.name));

test('no colour is written outside tokens.css', () => {
  const colour = /(?<![\w&/-])#(?:[0-9a-f]{3}|[0-9a-f]{6})\b|\brgba?\(|\bhsla?\(/i;
  const offending = files.filter((file) => colour.test(readFileSync(file, 'utf8')));
  expect(offending).toEqual([]);
});

test('every custom property that is used is a token or set by a style sheet', () => {
  const tokens = readFileSync(join(SRC, 'look/tokens.css'), 'utf8');
  const own = files
    .filter((f) => f.endsWith('.css'))
    .map((f) => readFileSync(f, 'utf8'))
    .join('\n');
  const unknown: string[] = [];
  for (const file of files.filter((f) => f.endsWith('.css'))) {
    const css = readFileSync(file, 'utf8');
    for (const [, name] of css.matchAll(/var\((--[\w-]+)/g)) {
      if (name?.startsWith('--mantine') || name?.startsWith('--xy')) continue;
      if (!tokens.includes(`${name}:`) && !own.includes(`${name}:`)) unknown.push(`${file}: ${name}`);
    }
  }
  expect(unknown).toEqual([]);
});
