/** A formula's values as text, and the function that the caret stands in. */

import i18next from 'i18next';

import type { FormulaTrial } from './types';

export function shown(value: number | null): string {
  if (value === null) return '–';
  return new Intl.NumberFormat(i18next.language, { maximumSignificantDigits: 6 }).format(value);
}

/** What each line gives, with its unit; a bad one is a dash. */
export function lineResults(trial: FormulaTrial | null, text: string, unit: string): Map<number, string> {
  const results = new Map<number, string>();
  for (const { line, unit: own, sample } of trial?.lines ?? [])
    if (sample) results.set(line, `${shown(sample.value)} ${own}`.trim());
  const rows = text.trimEnd().split('\n').length;
  if (trial?.sample && rows > 1) results.set(rows, `= ${shown(trial.sample.value)} ${unit}`.trim());
  return results;
}

/** The function whose name or brackets are around a place; empty where there is none. */
export function functionAt(text: string, at: number): string {
  const name = /[A-Za-z_]\w*/g;
  for (const match of text.matchAll(name))
    if (
      match.index <= at &&
      at <= match.index + match[0].length &&
      /^\s*\(/.test(text.slice(match.index + match[0].length))
    )
      return match[0];
  let depth = 0;
  for (let i = at - 1; i >= 0; i -= 1) {
    if (text[i] === ')') depth += 1;
    else if (text[i] === '(') {
      if (depth === 0) {
        const before = /([A-Za-z_]\w*)\s*$/.exec(text.slice(0, i));
        if (before?.[1]) return before[1];
      } else depth -= 1;
    }
  }
  return '';
}
