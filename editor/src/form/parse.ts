/** What people type, as values. `undefined` means that it cannot be read. */

import type { Json } from '../api/types';
import { wholeName } from '../flow/braces';
import type { Field } from './schema';

const UNITS: Record<string, number> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  min: 60,
  m: 60,
  h: 3600,
  d: 86400,
  毫秒: 0.001,
  秒: 1,
  分: 60,
  分钟: 60,
  小时: 3600,
  天: 86400,
};

/** "12.5", "12,5", "1e-3"; thousands separators are not guessed. */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
    .replace('−', '-');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  return Number(plain);
}

/** "15 min", "1h 30min", "500 ms", "0:15:00", "90" (seconds). Answers seconds. */
export function parseDuration(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  const bare = parseNumber(plain);
  if (bare !== undefined) return bare;
  const clock = /^(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)$/.exec(plain);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const parts = [...plain.matchAll(/([\d.,]+)\s*([a-z\u4e00-\u9fff]+)\s*/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== plain) return undefined;
  let sum = 0;
  for (const [, amount, unit] of parts) {
    const n = parseNumber(amount ?? '');
    const size = UNITS[unit ?? ''];
    if (n === undefined || size === undefined) return undefined;
    sum += n * size;
  }
  return Number(sum.toPrecision(12));
}

/** A cell or a pasted text as the value of a field. Empty is null where that is allowed. */
export function parseCell(field: Field, text: string): Json | undefined {
  const plain = text.trim();
  if (plain === '' || plain === '–') {
    if (field.nullable) return null;
    return isText(field) ? '' : undefined;
  }
  if (wholeName(plain)) return plain;
  if (field.widget === 'duration') return parseDuration(plain);
  if (field.widget === 'number') return integerOrNot(field, parseNumber(plain));
  if (field.widget === 'switch') return parseSwitch(plain);
  if (field.choices.length) return field.choices.find((choice) => String(choice) === plain);
  return plain;
}

function integerOrNot(field: Field, value: number | undefined): number | undefined {
  return value !== undefined && field.integer && !Number.isInteger(value) ? undefined : value;
}

function parseSwitch(text: string): boolean | undefined {
  if (/^(true|yes|on|1|x|是|开)$/i.test(text)) return true;
  if (/^(false|no|off|0|否|关)$/i.test(text)) return false;
  return undefined;
}

function isText(field: Field): boolean {
  return !['number', 'duration', 'switch', 'choice'].includes(field.widget);
}

/** Rows and cells of what a spreadsheet puts on the clipboard; quoted cells may hold tabs and line ends. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) break;
    row.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : (match[2] ?? ''));
    if (match[3] !== '\t') {
      rows.push(row);
      row = [];
    }
  }
  if (row.length) rows.push(row);
  return rows;
}
