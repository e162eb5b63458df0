/** Nothing that people read is written in the code, and every text that the code can ask for is there in both languages. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { COMPUTED } from './computed';
import { SRC, scan, scanned } from './scan';

/** Names, units and keys that are the same in every language. */
const SAME = /\b(Tundish|Apache-2\.0|Ctrl|Esc|CSV|Excel|[KMG]iB|ms|min)\b/g;
/** What a field shows as an example is what can be typed into it. */
const SAMPLES = new Set([
  '{"kind": "lab.result", "data": {"value": 3}}',
  'P1.flow 121.6\nP1.flow 35 uncertain',
]);

/** Letters that make a word in some language; one alone is a mark. */
const speaks = (text: string) => /\p{L}{2,}|\p{Script=Han}/u.test(text.replaceAll(SAME, ''));
const words = ({ literals }: ReturnType<typeof scan>) =>
  literals.filter(({ text }) => !SAMPLES.has(text) && speaks(text));

test('no text is written in the code', () => {
  expect(scanned.flatMap(words).map(({ place, text }) => `${place}: ${text.trim()}`)).toEqual([]);
});

type Tree = { [key: string]: string | Tree };
const trees = new Map<string, Tree>();
function has(key: string, language: 'en' | 'zh'): boolean {
  const [space = '', name = ''] = key.split(':');
  const file = join(SRC, 'i18n', `${space}.${language}.json`);
  if (!trees.has(file)) trees.set(file, JSON.parse(readFileSync(file, 'utf8')) as Tree);
  const path = name.split('.');
  const last = path.pop() ?? '';
  const holder = path.reduce<Tree | undefined>((at, part) => at?.[part] as Tree | undefined, trees.get(file));
  return [last, `${last}_other`].some((one) => typeof holder?.[one] === 'string');
}
const missing = (keys: readonly string[]) =>
  keys.flatMap((key) =>
    (['en', 'zh'] as const).filter((one) => !has(key, one)).map((one) => `${one} ${key}`),
  );
const asked = scanned.flatMap((one) => one.asked);

test('every text that is asked for by its key is there', () => {
  expect(asked.length).toBeGreaterThan(1000);
  expect(asked.filter(({ key }) => key.startsWith('?'))).toEqual([]);
  const written = asked.filter(({ key }) => !key.includes('{}'));
  expect(written.filter(({ key }) => missing([key]).length > 0)).toEqual([]);
});

test('every key that is put together is listed with its values, and each of them is there', () => {
  const used = new Set(asked.map(({ key }) => key).filter((key) => key.includes('{}')));
  expect(asked.filter(({ key }) => key.includes('{}') && !COMPUTED[key])).toEqual([]);
  expect(Object.keys(COMPUTED).filter((key) => !used.has(key))).toEqual([]);
  const keys = Object.entries(COMPUTED).flatMap(([key, values]) =>
    values.map((value) =>
      [value].flat().reduce<string>((text, part) => text.replace('{}', String(part)), key),
    ),
  );
  expect(missing(keys)).toEqual([]);
});

test.each([
  ['a text between tags', '<p>Close it</p>'],
  ['a text in braces', "<p>{open ? 'Close' : '–'}</p>"],
  ['a text beside a value', `<p>{\`Closed by \${user}\`}</p>`],
  ['a text in Chinese', '<p>开</p>'],
  ['a label', '<button aria-label="Close" />'],
  ['a hint', "<input placeholder={empty ? 'Type here' : undefined} />"],
  ['a text after a condition', "<p title={wrong && 'Wrong'} />"],
])('found: %s', (_, code) => {
  expect(words(scan(`const a = ${code};`, 'a.tsx'))).toHaveLength(1);
});

test('not taken for texts: marks, units, code, classes', () => {
  const code =
    '<p className="big red" title="Ctrl+S" id="x">{value} GiB – v{version} <code>tundish run</code></p>';
  expect(words(scan(`const a = ${code};`, 'a.tsx'))).toEqual([]);
});

test('keys that are asked for are read with their namespaces', () => {
  const code = `
    function A({ x }) {
      const { t } = useTranslation('form');
      const { t: common } = useTranslation();
      const inner = () => t(\`a.\${x}.b\` as 'a.c.b');
      return [t(x ? 'one' : 'two'), common('three'), i18next.t('flows:four'), other('five'), inner];
    }
    const text = (t: TFunction<'editor'>) => t('six');
  `;
  const keys = scan(code, 'a.tsx').asked.map(({ key }) => key);
  const wanted = ['form:a.{}.b', 'form:one', 'form:two', 'common:three', 'flows:four', 'editor:six'];
  expect(keys.sort()).toEqual(wanted.sort());
});
