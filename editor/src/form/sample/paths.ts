/** How the parts of an event are written in an expression or a template. */

import type { Json } from '../../api/types';

export interface EventPart {
  /** As it is written: `value`, `by.name`, `data["odd key"]`, `tags[0]`. */
  text: string;
  value: Json;
}

/** What expressions and templates are given of an event. */
export interface Sample {
  kind: string;
  point: string;
  time: string;
  data: Record<string, Json>;
}

const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TAKEN = new Set(
  `kind point time data and or not in is if else None True False abs bool contains endswith float int len lower max min
  round startswith str upper for lambda loop range set true false none`.split(/\s+/),
);
const DEEPEST = 4;
const MOST = 200;

export function partsOf(event: Sample): EventPart[] {
  const parts: EventPart[] = [
    { text: 'kind', value: event.kind },
    { text: 'point', value: event.point },
    { text: 'time', value: event.time },
  ];
  for (const [name, value] of Object.entries(event.data)) walk(start(name), value, 1, parts);
  return parts.slice(0, MOST);
}

const start = (name: string): string => (TAKEN.has(name) || !plain(name) ? step('data', name) : name);
const plain = (name: string): boolean => WORD.test(name) && !name.startsWith('_');
const step = (at: string, name: string): string =>
  plain(name) ? `${at}.${name}` : `${at}[${JSON.stringify(name)}]`;

function walk(text: string, value: Json, depth: number, parts: EventPart[]): void {
  parts.push({ text, value });
  if (depth >= DEEPEST || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const [i, one] of value.slice(0, 3).entries()) walk(`${text}[${i}]`, one, depth + 1, parts);
  } else for (const [name, one] of Object.entries(value)) walk(step(text, name), one, depth + 1, parts);
}

/** An event that somebody pasted: one whole, or its data alone. Undefined when it is no JSON object. */
export function readSample(text: string): Sample | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const inner = value['data'];
  const whole = inner !== null && typeof inner === 'object' && !Array.isArray(inner);
  const said = (name: string) => (whole && typeof value[name] === 'string' ? value[name] : '');
  return {
    kind: said('kind'),
    point: said('point'),
    time: said('time'),
    data: (whole ? inner : value) as Sample['data'],
  };
}
