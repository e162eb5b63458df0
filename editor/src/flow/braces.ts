/** `{name}` in settings: which names are used, and values put in their place, as the server does it. */

import type { Config, Json, Parameters, Scalar } from '../api/types';

const USE = /(\{+)([a-z][a-z0-9_]{0,63})(\}+)/g;
const WHOLE = /^\{([a-z][a-z0-9_]{0,63})\}$/;
const WORD = /"[^"\n]*"|[\w.{}]+/g;

export type Values = Readonly<Record<string, Scalar>>;

/** Names between single braces in any text of a setting. */
export function namesIn(value: Json | undefined): Set<string> {
  const found = new Set<string>();
  visit(value ?? null, (text) => {
    for (const [, opening, name, closing] of text.matchAll(USE))
      if (Math.min(opening?.length ?? 0, closing?.length ?? 0) === 1) found.add(name ?? '');
    return text;
  });
  return found;
}

/** The name when a setting is nothing but `{name}`. */
export const wholeName = (value: Json | undefined): string | null =>
  typeof value === 'string' ? (WHOLE.exec(value)?.[1] ?? null) : null;

/** A number in a text is written without a needless point; true and false in small letters. */
export const written = (value: Scalar): string => String(value);

/** Settings with the values put in; names that have none stay. A value may itself hold `{name}` of what is around. */
export function filled(value: Json, values: Values, types: Parameters = {}): Json {
  return visit(value, (text, key) => {
    const whole = WHOLE.exec(text)?.[1];
    if (whole && values[whole] !== undefined) return values[whole];
    if (key === 'formula') return inFormula(text, values, types);
    return inText(text, values, written);
  });
}

/** `filled` of a whole config. */
export const filledConfig = (config: Config, values: Values, types: Parameters = {}): Config =>
  filled(config, values, types) as Config;

function inText(text: string, values: Values, write: (value: Scalar) => string): string {
  return text.replaceAll(USE, (all, opening: string, name: string, closing: string) => {
    if (Math.min(opening.length, closing.length) !== 1) return all;
    const value = values[name];
    return value === undefined ? all : opening.slice(1) + write(value) + closing.slice(1);
  });
}

/** Word by word: the name of a point is quoted as a whole, a negative number stands in brackets. */
function inFormula(text: string, values: Values, types: Parameters): string {
  return text.replaceAll(WORD, (word) => {
    if (!word.includes('{')) return word;
    if (word.startsWith('"')) return inText(word, values, written);
    const made = inText(word, values, (value) =>
      typeof value === 'number' && value < 0 ? `(${value})` : written(value),
    );
    const point = [...namesIn(word)].some((name) => types[name]?.type === 'point' && name in values);
    return point && !made.includes('{') ? `"${made}"` : made;
  });
}

function visit(value: Json, change: (text: string, key: string) => Json, key = ''): Json {
  if (typeof value === 'string') return value.includes('{') ? change(value, key) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => visit(item, change, key));
  return Object.fromEntries(Object.entries(value).map(([k, item]) => [k, visit(item, change, k)]));
}
