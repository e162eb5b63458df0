/** Both languages have every text, and every text that the code asks for exists. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(__dirname, '../../src');
const TEXTS = join(SRC, 'i18n');
const namespaces = [
  ...new Set(
    readdirSync(TEXTS)
      .filter((f) => f.endsWith('.json'))
      .map((f) => f.split('.')[0] ?? ''),
  ),
];

type Tree = { [key: string]: string | Tree };
const load = (namespace: string, language: string) =>
  JSON.parse(readFileSync(join(TEXTS, `${namespace}.${language}.json`), 'utf8')) as Tree;

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [k, v] of flat(value, `${prefix}${key}.`)) all.set(k, v);
  }
  return all;
}

/** Chinese has one plural form: compare keys without the ending. */
const stems = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((k) => k.replace(/_(one|other|zero)$/, '')));
const slots = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((m) => m[1]).sort();

describe.each(namespaces)('%s', (namespace) => {
  const en = flat(load(namespace, 'en'));
  const zh = flat(load(namespace, 'zh'));

  test('has the same keys in both languages', () => {
    expect([...stems(zh)].sort()).toEqual([...stems(en)].sort());
  });

  test('has no empty text and the same slots', () => {
    for (const [key, text] of en) {
      expect(text, key).not.toBe('');
      const other = zh.get(key) ?? zh.get(key.replace(/_one$/, '_other'));
      expect(other, key).toBeTruthy();
      if (!key.endsWith('_one')) expect(slots(other ?? ''), key).toEqual(slots(text));
    }
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('every text that the code asks for exists', () => {
  const known = new Map(namespaces.map((n) => [n, stems(flat(load(n, 'en')))]));
  const missing: string[] = [];
  for (const file of sources(SRC)) {
    const code = readFileSync(file, 'utf8');
    const own = [...code.matchAll(/useTranslation\('(\w+)'\)/g)].map((m) => m[1] ?? 'common');
    for (const [, key] of code.matchAll(/(?<![\w.])(?:i18n\.)?t\(\s*'([\w.:-]+)'/g)) {
      const [namespace, name] = key?.includes(':') ? key.split(':') : [null, key];
      const places = namespace ? [namespace] : own.length ? own : ['common'];
      if (!places.some((place) => known.get(place)?.has(name ?? ''))) missing.push(`${file}: ${key}`);
    }
  }
  expect(missing).toEqual([]);
});
