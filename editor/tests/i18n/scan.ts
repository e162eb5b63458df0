/** Reads our sources for texts: what people would read that is written in the code, and keys that are put together. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'vite';

export const SRC = join(__dirname, '../../src');

/** A node of the syntax tree (ESTree with JSX); only what is looked at here. */
type Tree = { type: string; [key: string]: unknown };

export interface Literal {
  place: string;
  text: string;
}
/** A key that is asked for, with `{}` where something is put in: "common:quality.{}". */
export interface Asked {
  place: string;
  key: string;
}

const READ_ALOUD = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'help']);
/** What stands in these is code, not language. */
const CODE = new Set(['code', 'kbd']);

export function sources(): string[] {
  return readdirSync(SRC, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

export function scan(code: string, name: string): { literals: Literal[]; asked: Asked[] } {
  const { program, errors } = parseSync(name, code);
  if (errors.length) throw new Error(`${name}: ${errors[0]?.message}`);
  const literals: Literal[] = [];
  const asked: Asked[] = [];
  const place = (at: Tree) => `${name}:${code.slice(0, at['start'] as number).split('\n').length}`;

  /** Texts that an expression can become. */
  const texts = (at: Tree | null): void => {
    if (!at) return;
    if (at.type === 'Literal' && typeof at['value'] === 'string')
      literals.push({ place: place(at), text: at['value'] });
    else if (at.type === 'JSXText') literals.push({ place: place(at), text: String(at['value']) });
    else if (at.type === 'TemplateLiteral')
      for (const quasi of at['quasis'] as Tree[])
        literals.push({ place: place(at), text: (quasi['value'] as { cooked: string }).cooked });
    else if (at.type === 'ConditionalExpression')
      for (const key of ['consequent', 'alternate']) texts(at[key] as Tree);
    else if (at.type === 'LogicalExpression') for (const key of ['left', 'right']) texts(at[key] as Tree);
    else if (at.type === 'BinaryExpression' && at['operator'] === '+')
      for (const key of ['left', 'right']) texts(at[key] as Tree);
    else if (at.type === 'JSXExpressionContainer') texts(at['expression'] as Tree);
  };

  const walk = (at: Tree, spaces: ReadonlyMap<string, string>): void => {
    let inner = spaces;
    if (/Function/.test(at.type)) inner = new Map([...spaces, ...declared(at)]);
    if (at.type === 'JSXElement' || at.type === 'JSXFragment') {
      const tag = ((at['openingElement'] as Tree)?.['name'] as Tree)?.['name'];
      if (!CODE.has(String(tag))) for (const child of at['children'] as Tree[]) texts(child);
    } else if (at.type === 'JSXAttribute' && READ_ALOUD.has(String((at['name'] as Tree)['name'])))
      texts(at['value'] as Tree | null);
    else if (at.type === 'CallExpression') {
      const space = spaceOf(at['callee'] as Tree, inner);
      for (const key of space === undefined ? [] : keysOf((at['arguments'] as Tree[])[0]))
        asked.push({ place: place(at), key: key.includes(':') ? key : `${space}:${key}` });
    }
    for (const child of children(at)) walk(child, inner);
  };
  walk(program as unknown as Tree, new Map());
  return { literals, asked };
}

/** `const { t } = useTranslation('form')` of a function: its names for texts, with their namespaces. */
function declared(fn: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const param of (fn['params'] as Tree[]) ?? []) {
    const name = (param['name'] ?? (param['argument'] as Tree)?.['name']) as string | undefined;
    if (name === 't') found.set('t', spaceOfType(param));
    for (const property of (param['properties'] as Tree[]) ?? [])
      if ((property['key'] as Tree)?.['name'] === 't') found.set('t', '?');
  }
  const body = (fn['body'] as Tree)?.['body'];
  for (const statement of Array.isArray(body) ? (body as Tree[]) : [])
    for (const { id, init } of (statement['declarations'] as { id: Tree; init: Tree | null }[]) ?? []) {
      if (!init || (init['callee'] as Tree)?.['name'] !== 'useTranslation') continue;
      const [first = { value: 'common' }] = init['arguments'] as Tree[];
      const space = String(first['value']);
      for (const property of (id['properties'] as Tree[]) ?? [])
        if ((property['key'] as Tree)['name'] === 't')
          found.set(String((property['value'] as Tree)['name']), space);
    }
  return found;
}

/** `t: TFunction<'editor'>`. */
function spaceOfType(param: Tree): string {
  const type = (param['typeAnnotation'] as Tree)?.['typeAnnotation'] as Tree | undefined;
  const [first] = ((type?.['typeArguments'] as Tree)?.['params'] as Tree[]) ?? [];
  return String(((first?.['literal'] as Tree) ?? { value: '?' })['value']);
}

/** The namespace of a call for a text; undefined of any other call. */
function spaceOf(callee: Tree, spaces: ReadonlyMap<string, string>): string | undefined {
  if (callee.type === 'Identifier') return spaces.get(String(callee['name']));
  const object = (callee['object'] as Tree)?.['name'];
  if ((callee['property'] as Tree)?.['name'] === 't') return /^i18n/.test(String(object)) ? 'common' : '?';
  return undefined;
}

/** The keys that can be asked for, with `{}` for what is not written out; none of a variable. */
function keysOf(at: Tree | undefined): string[] {
  if (at?.type === 'TSAsExpression') return keysOf(at['expression'] as Tree);
  if (at?.type === 'Literal') return [String(at['value'])];
  if (at?.type === 'ConditionalExpression')
    return ['consequent', 'alternate'].flatMap((branch) => keysOf(at[branch] as Tree));
  if (at?.type === 'TemplateLiteral')
    return [(at['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('{}')];
  return [];
}

function children(at: Tree): Tree[] {
  return Object.values(at).flatMap((value) =>
    Array.isArray(value) ? value.filter(isTree) : isTree(value) ? [value] : [],
  );
}
function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

export const scanned = sources().map((file) =>
  scan(readFileSync(file, 'utf8'), relative(SRC, file).replaceAll('\\', '/')),
);
