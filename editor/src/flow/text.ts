/** A flow as text, the same for the same flow and as `tundish pull` writes it: see flows/text.py. */

import type { Json } from '../api/types';

const WIDTH = 100;
const FIRST = (
  'format id kind version name title point points port from to type text description isolation tracing parameters ' +
  'inputs outputs config position record delivery size nodes wires blocks groups notes tests'
).split(' ');
const RANK = new Map(FIRST.map((key, rank) => [key, rank]));

type Tree = { [key: string]: Json };

export const documentLines = (document: object): string[] => {
  const plain = JSON.parse(JSON.stringify(document)) as Tree; // as it is sent: without what is undefined
  return open(plain, '', 0).split('\n');
};

/** A value at some depth: on one line if it fits and is not one of the great tables. */
function open(value: Json, indent: string, depth: number): string {
  if (isEmpty(value)) return JSON.stringify(value);
  const line = depth > 2 ? flat(value) : '';
  if (line && indent.length + line.length <= WIDTH) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value))
    return lines(
      value.map((item) => open(item, deeper, depth + 1)),
      indent,
      '[]',
    );
  const of = value as Tree;
  const members = keysOf(of).map((key) => {
    const item = of[key] ?? null;
    return `${JSON.stringify(key)}: ${depth === 0 ? table(key, item, deeper) : open(item, deeper, depth + 1)}`;
  });
  return lines(members, indent, '{}');
}

/** A member of the document itself, or of a block. */
function table(key: string, value: Json, indent: string): string {
  if (isEmpty(value)) return JSON.stringify(value);
  if ((key === 'nodes' || key === 'blocks') && !Array.isArray(value)) {
    const of = value as Tree;
    const depth = key === 'nodes' ? 2 : 0;
    const members = Object.keys(of)
      .sort()
      .map((id) => `${JSON.stringify(id)}: ${open(of[id] ?? null, `${indent}  `, depth)}`);
    return lines(members, indent, '{}');
  }
  if (key === 'wires' && Array.isArray(value)) return lines(value.map(flat).sort(), indent, '[]');
  return open(value, indent, 3);
}

const lines = (items: string[], indent: string, [left, right]: string): string =>
  `${left}\n${indent}  ${items.join(`,\n${indent}  `)}\n${indent}${right}`;

function flat(value: Json): string {
  if (isEmpty(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  const of = value as Tree;
  return `{${keysOf(of)
    .map((key) => `${JSON.stringify(key)}: ${flat(of[key] ?? null)}`)
    .join(', ')}}`;
}

const isEmpty = (value: Json): boolean =>
  value === null || typeof value !== 'object' || Object.keys(value).length === 0;

function keysOf(value: Tree): string[] {
  const rank = (key: string) => RANK.get(key) ?? FIRST.length;
  return Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
