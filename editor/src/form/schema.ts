/** From a node's JSON Schema (as pydantic writes it) to fields that a form can show. */

import type { Config, Json, Schema } from '../api/types';

export type WidgetName =
  | 'text'
  | 'number'
  | 'duration'
  | 'choice'
  | 'switch'
  | 'text-multiline'
  | 'grid'
  | 'template'
  | 'expression'
  | 'formula'
  | 'point'
  | 'points'
  | 'connection'
  | 'secret'
  | 'table'
  | 'object'
  | 'list'
  | 'json';

export interface Field {
  name: string;
  title: string;
  help: string;
  widget: WidgetName;
  schema: Schema;
  /** Null is allowed: an empty input means "none". */
  nullable: boolean;
  required: boolean;
  integer: boolean;
  unit: string;
  choices: Json[];
  fallback: Json | undefined;
  onlyIf: { field: string; is: Json[] } | null;
  /** Kept, but nothing that people set. */
  hidden: boolean;
}

const KNOWN: ReadonlySet<string> = new Set<WidgetName>([
  ...([
    'text',
    'number',
    'duration',
    'choice',
    'switch',
    'text-multiline',
    'grid',
    'template',
    'expression',
  ] as const),
  ...(['formula', 'point', 'points', 'connection', 'secret', 'table', 'object', 'list', 'json'] as const),
]);

/** The schema without $ref, allOf of one, and "or null". */
export function resolve(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  let at = schema;
  let nullable = false;
  for (let depth = 0; depth < 8; depth += 1) {
    const { $ref, allOf, anyOf, oneOf, ...rest } = at;
    const choices = anyOf ?? oneOf;
    if ($ref) at = { ...(root.$defs?.[$ref.split('/').at(-1) ?? ''] ?? {}), ...rest };
    else if (allOf?.length === 1) at = { ...allOf[0], ...rest };
    else if (choices) {
      const real = choices.filter((choice) => choice.type !== 'null');
      nullable ||= real.length < choices.length;
      if (real.length !== 1) return { schema: at, nullable };
      at = { ...real[0], ...rest };
    } else break;
  }
  return { schema: at, nullable };
}

export function fieldsOf(schema: Schema, root: Schema = schema): Field[] {
  const { schema: object } = resolve(schema, root);
  const required = new Set(object.required);
  return Object.entries(object.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, root, required.has(name)),
  );
}

export function fieldOf(name: string, property: Schema, root: Schema, required = false): Field {
  const { schema, nullable } = resolve(property, root);
  return {
    name,
    title: property.title ?? schema.title ?? name,
    help: property.description ?? schema.description ?? '',
    widget: widgetOf(schema, root),
    schema,
    nullable,
    required,
    integer: schema.type === 'integer',
    unit: schema['x-unit'] ?? '',
    choices: schema.enum ?? (schema.const !== undefined ? [schema.const] : []),
    fallback: property.default ?? schema.default,
    onlyIf: schema['x-only-if'] ?? null,
    hidden: schema['x-hidden'] === true,
  };
}

function widgetOf(schema: Schema, root: Schema): WidgetName {
  const wanted = schema['x-widget'];
  if (wanted && KNOWN.has(wanted)) return wanted as WidgetName;
  if (schema.enum) return 'choice';
  switch (schema.type) {
    case 'boolean':
      return 'switch';
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
      return 'text';
    case 'object':
      return schema.properties ? 'object' : 'json';
    case 'array':
      return schema.items && resolve(schema.items, root).schema.properties ? 'table' : 'list';
    default:
      return 'json';
  }
}

/** Columns of a table: the fields of one row. */
export function columnsOf(field: Field, root: Schema): Field[] {
  return field.schema.items ? fieldsOf(field.schema.items, root) : [];
}

/** A new row with every default in it. */
export function emptyRow(columns: Field[]): { [key: string]: Json } {
  return Object.fromEntries(
    columns.flatMap((column) => {
      if (column.fallback !== undefined) return [[column.name, structuredClone(column.fallback)]];
      return column.widget === 'text' || column.widget === 'point' ? [[column.name, '']] : [];
    }),
  );
}

/** Conditional fields are shown only while the field they depend on has one of the values. */
export function isShown(field: Field, siblings: Config, all: Field[]): boolean {
  if (field.hidden) return false;
  if (!field.onlyIf) return true;
  const { field: other, is } = field.onlyIf;
  const value = siblings[other] ?? all.find((candidate) => candidate.name === other)?.fallback ?? null;
  return is.some((wanted) => JSON.stringify(wanted) === JSON.stringify(value));
}

export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
