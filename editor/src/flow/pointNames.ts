/** Points and patterns that a node's settings name, by the fields of its schema. */

import type { Config, Json, Schema } from '../api/types';
import { resolve } from '../form/schema';

/** Comments; names in quotes; numbers with their unit; words, with a bracket where they are functions. */
const PARTS = /#[^\n]*|"([^"\n]*)"|\d[\w.]*(?:\s*[a-z%°µ][\w/³²·]*)?|([\p{L}_{][\p{L}\w.{}]*)(\s*\()?/giu;
const WORDS = new Set(['and', 'or', 'not', 'if', 'else', 'true', 'false']);

export function pointsIn(config: Config, schema: Schema): string[] {
  return [...new Set(named(config, schema, schema))];
}

function named(value: Json, given: Schema, root: Schema): string[] {
  if (value === null) return [];
  const { schema } = resolve(given, root);
  if (typeof value === 'string') {
    const widget = schema['x-widget'];
    if (widget === 'formula') return inFormula(value);
    if (widget !== 'point' && widget !== 'points') return [];
    return value.startsWith('=') ? inFormula(value.slice(1)) : value ? [value] : [];
  }
  if (Array.isArray(value)) {
    const items = { ...schema.items, ...ofItems(schema) };
    return value.flatMap((item) => named(item, items, root));
  }
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => named(item, schema.properties?.[key] ?? {}, root));
}

/** A list of points says so of itself, not of its items. */
const ofItems = (schema: Schema): Schema => (schema['x-widget'] === 'points' ? { 'x-widget': 'points' } : {});

function inFormula(text: string): string[] {
  return [...text.matchAll(PARTS)].flatMap(([, quoted, word, call]) => {
    const name = quoted ?? (call ? undefined : word);
    return name && !WORDS.has(name) ? [name] : [];
  });
}
