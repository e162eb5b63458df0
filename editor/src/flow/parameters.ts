/** Parameters of a flow or a block: their forms, their values, and the settings of what uses a block. */

import type { Block, Config, FlowDocument, Json, Parameter, Parameters, Scalar, Schema } from '../api/types';
import { BLOCK, blockAt } from './blockView';
import type { Values } from './braces';

export const PARAMETER_TYPES = [
  'number',
  'integer',
  'text',
  'boolean',
  'choice',
  'point',
  'points',
  'duration',
  'connection',
] as const;

const SHAPES: Record<string, Schema> = {
  number: { type: 'number' },
  integer: { type: 'integer' },
  text: { type: 'string' },
  boolean: { type: 'boolean' },
  choice: { type: 'string' },
  point: { type: 'string', 'x-widget': 'point' },
  points: { type: 'string', 'x-widget': 'points' },
  duration: { type: 'number', 'x-widget': 'duration' },
  connection: { type: 'string', 'x-widget': 'connection' },
};

/** The field of one parameter, as schemas of kinds have theirs. */
export function parameterSchema(name: string, parameter: Parameter): Schema {
  const made: Schema = {
    ...(SHAPES[parameter.type ?? 'text'] ?? SHAPES['text']),
    title: parameter.title || name,
    description: [parameter.description, `{${name}}`].filter(Boolean).join(' · '),
  };
  if (parameter.unit) made['x-unit'] = parameter.unit;
  if (parameter.type === 'choice') made.enum = parameter.choices ?? [];
  if (typeof parameter.min === 'number') made.minimum = parameter.min;
  if (typeof parameter.max === 'number') made.maximum = parameter.max;
  if (parameter.default !== undefined && parameter.default !== null) made.default = parameter.default;
  return made;
}

/** One field a parameter. */
export const parametersSchema = (parameters: Parameters): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameterSchema(name, parameter)]),
  ),
});

/** Rows: devices; columns: parameters. An empty cell has the value that holds for all. */
export function devicesSchema(block: Block, title: string, device: string): Schema {
  const columns = Object.entries(block.parameters ?? {}).map(([name, parameter]): [string, Schema] => {
    const { default: _, ...schema } = parameterSchema(name, parameter);
    return [
      name,
      { anyOf: [schema, { type: 'null' }], title: schema.title, description: schema.description },
    ];
  });
  return {
    type: 'object',
    properties: {
      devices: {
        type: 'array',
        title,
        items: {
          type: 'object',
          properties: {
            device: { type: 'string', title: device, default: '' },
            ...Object.fromEntries(columns),
          },
        },
      },
    },
  };
}

/** Rows without empty cells: what is not said is as for all. */
export const tidyDevices = (rows: Json): Json =>
  Array.isArray(rows)
    ? rows.map((row) =>
        row && typeof row === 'object' && !Array.isArray(row)
          ? Object.fromEntries(
              Object.entries(row).filter(
                ([name, cell]) => name === 'device' || (cell !== null && cell !== ''),
              ),
            )
          : row,
      )
    : rows;

/** How many cells of the table are other than what holds for all. */
export function overrides(config: Config): number {
  const rows = Array.isArray(config['devices']) ? config['devices'] : [];
  return rows.reduce<number>(
    (count, row) =>
      count +
      Object.entries(row ?? {}).filter(([name, cell]) => name !== 'device' && cell !== null && cell !== '')
        .length,
    0,
  );
}

export const devicesOf = (config: Config): string[] =>
  (Array.isArray(config['devices']) ? config['devices'] : []).flatMap((row) => {
    const device = row && typeof row === 'object' && !Array.isArray(row) ? row['device'] : null;
    return typeof device === 'string' ? [device] : [];
  });

/** Values of a flow's own parameters. */
export function flowValues(parameters: Parameters): Record<string, Scalar> {
  const made: Record<string, Scalar> = {};
  for (const [name, { value, default: fallback }] of Object.entries(parameters)) {
    const known = value ?? fallback;
    if (known !== undefined && known !== null) made[name] = known;
  }
  return made;
}

/** What each name means on the canvas that is open: in a block, with the values it is used with on the way there. */
export function valuesAt(root: FlowDocument, scope: readonly string[], device: string | null = null): Values {
  let values: Record<string, Scalar> = flowValues(root.parameters ?? {});
  let nodes = root.nodes;
  scope.forEach((id, i) => {
    const node = nodes[id];
    const block = blockAt(root, scope.slice(0, i + 1));
    if (node?.kind !== BLOCK || !block) return;
    values = blockValues(block, node.config, values, device);
    nodes = block.nodes ?? {};
  });
  return values;
}

function blockValues(block: Block, config: Config, around: Values, device: string | null) {
  const row = (Array.isArray(config['devices']) ? config['devices'] : []).find(
    (one) => one && typeof one === 'object' && !Array.isArray(one) && one['device'] === device,
  ) as Record<string, Json> | undefined;
  const given = (config['parameters'] ?? {}) as Record<string, Json>;
  const made: Record<string, Scalar> = {};
  for (const [name, { default: fallback }] of Object.entries(block.parameters ?? {})) {
    const known = [row?.[name], given[name], fallback].find(
      (one) => one !== undefined && one !== null && one !== '',
    );
    const value = typeof known === 'string' ? (around[/^\{(\w+)\}$/.exec(known)?.[1] ?? ''] ?? known) : known;
    if (value !== undefined && value !== null && typeof value !== 'object') made[name] = value;
  }
  if (device !== null) made['device'] = device;
  return made;
}
