import { expect, test } from 'vitest';

import { fieldsOf, isShown } from '../../src/form/schema';

const schema = {
  type: 'object',
  $defs: {
    Row: { type: 'object', properties: { point: { type: 'string' } } },
    Mode: { enum: ['a', 'b'], type: 'string' },
  },
  required: ['name'],
  properties: {
    name: { type: 'string', title: 'Name' },
    limit: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'null' }], default: null },
    mode: { $ref: '#/$defs/Mode', default: 'a' },
    rows: { type: 'array', items: { $ref: '#/$defs/Row' }, default: [] },
    tags: { type: 'array', items: { type: 'string' } },
    wait: { type: 'number', 'x-widget': 'duration', 'x-only-if': { field: 'mode', is: ['b'] }, default: 1 },
    odd: { anyOf: [{ type: 'number' }, { type: 'string' }] },
    future: { type: 'string', 'x-widget': 'hologram' },
  },
};

test('every property gets a widget', () => {
  expect(fieldsOf(schema).map((field) => [field.name, field.widget, field.nullable])).toEqual([
    ['name', 'text', false],
    ['limit', 'number', true],
    ['mode', 'choice', false],
    ['rows', 'table', false],
    ['tags', 'list', false],
    ['wait', 'duration', false],
    ['odd', 'json', false],
    ['future', 'text', false],
  ]);
});

test('a conditional field looks at the value, or the default, of the other', () => {
  const fields = fieldsOf(schema);
  const wait = fields[5] as (typeof fields)[number];
  expect(isShown(wait, {}, fields)).toBe(false);
  expect(isShown(wait, { mode: 'b' }, fields)).toBe(true);
});
