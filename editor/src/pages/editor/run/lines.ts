/** JSON as lines to read: `key: value`, what is inside indented. */

import type { Json } from '../../../api/types';
import { clockTime, formatNumber } from '../../../flow/format';

export interface Line {
  indent: number;
  key: string;
  /** Empty: what follows is inside. */
  value: string;
  type: 'number' | 'text' | 'other';
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const DEEPEST = 8;

export function linesOf(value: Record<string, Json>, indent = 0): Line[] {
  return Object.entries(value).flatMap(([key, one]) => line(key, one, indent));
}

function line(key: string, value: Json, indent: number): Line[] {
  if (value === null || typeof value !== 'object') return [{ indent, key, ...shown(value) }];
  const inside: Record<string, Json> = Array.isArray(value) ? Object.fromEntries(value.entries()) : value;
  const flat = JSON.stringify(value);
  if (flat.length <= 40 || indent >= DEEPEST) return [{ indent, key, value: flat, type: 'other' }];
  return [{ indent, key, value: '', type: 'other' }, ...linesOf(inside, indent + 1)];
}

function shown(value: null | boolean | number | string): { value: string; type: Line['type'] } {
  if (typeof value === 'number') return { value: formatNumber(value), type: 'number' };
  if (typeof value !== 'string') return { value: String(value), type: 'other' };
  if (value === '') return { value: '""', type: 'text' };
  if (!INSTANT.test(value)) return { value, type: 'text' };
  const ms = /\.(\d{1,3})/.exec(value)?.[1];
  return { value: `${clockTime(value)}${ms ? `.${ms.padEnd(3, '0')}` : ''}`, type: 'text' };
}
