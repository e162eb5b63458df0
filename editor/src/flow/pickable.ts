/** Settings of a node that can become parameters of a block. */

import type { Config, DocNode, Json, KindSpec, Parameter, ParameterType, Scalar } from '../api/types';
import type { Path } from '../commands/paths';
import { columnsOf, type Field, fieldsOf } from '../form/schema';
import { namesIn } from './braces';

export interface Pickable {
  path: Path;
  /** Titles from the outside in: the field, or the table and the column with the row from 1. */
  titles: string[];
  row: number | null;
  field: Field;
  parameter: Parameter;
  /** A name for the parameter, not yet made free. */
  name: string;
}

const TYPES: Partial<Record<Field['widget'], ParameterType>> = {
  number: 'number',
  duration: 'duration',
  switch: 'boolean',
  choice: 'choice',
  text: 'text',
  point: 'point',
  points: 'points',
  connection: 'connection',
};
const MOST_ROWS = 20;

export function pickables(node: DocNode, spec: KindSpec | undefined): Pickable[] {
  if (!spec) return [];
  return fieldsOf(spec.config).flatMap((field) => {
    if (field.widget !== 'table') return one(field, node.config, [field.name], [field.title], null);
    const rows = node.config[field.name];
    const columns = columnsOf(field, spec.config);
    return (Array.isArray(rows) ? rows : [])
      .slice(0, MOST_ROWS)
      .flatMap((row, i) =>
        columns.flatMap((column) =>
          one(column, (row ?? {}) as Config, [field.name, i, column.name], [field.title, column.title], i),
        ),
      );
  });
}

function one(field: Field, holder: Config, path: Path, titles: string[], row: number | null): Pickable[] {
  const type = TYPES[field.widget];
  const value = holder[field.name] ?? (row === null ? field.fallback : undefined);
  if (!type || field.hidden || !isScalar(value) || namesIn(value).size > 0) return [];
  return [
    { path, titles, row, field, name: nameFor(field.name), parameter: parameterOf(field, type, value) },
  ];
}

const isScalar = (value: Json | undefined): value is Scalar =>
  value !== undefined && value !== null && typeof value !== 'object';

function parameterOf(field: Field, type: ParameterType, value: Scalar): Parameter {
  const texts = field.choices.filter((choice) => typeof choice === 'string');
  const chosen = type === 'choice' && texts.length < field.choices.length ? 'text' : type;
  const made: Parameter = { type: field.integer ? 'integer' : chosen, default: value };
  if (field.title) made.title = field.title;
  if (field.unit && type === 'number' && field.unit !== 'of input') made.unit = field.unit;
  if (chosen === 'choice') made.choices = texts;
  if (type === 'number' || type === 'duration') {
    if (field.schema.minimum !== undefined) made.min = field.schema.minimum;
    if (field.schema.maximum !== undefined) made.max = field.schema.maximum;
  }
  return made;
}

/** Small letters, digits and _, beginning with a letter; `device` belongs to tables of devices. */
export function nameFor(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 60);
  return !plain ? 'value' : plain === 'device' ? 'device_name' : plain;
}

export const PARAMETER_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** `high`, `high_2`, … */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}_${n}`;
  return name;
}
