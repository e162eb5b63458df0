import { expect, test } from 'vitest';

import type { KindSpec, Schema } from '../../src/api/types';
import { type Field, fieldsOf } from '../../src/form/schema';
import { valueInUnit, valueText } from '../../src/form/valueText';
import { fieldAt } from '../../src/pages/editor/deploy/fieldText';

const SCHEMA = {
  properties: {
    acts: {
      title: 'Acts on',
      enum: ['reset', 'both'],
      'x-titles': { reset: 'Return to normal', both: 'Both ways' },
    },
    after: { title: 'After', type: 'number', 'x-widget': 'duration' },
    latched: { title: 'Latched', type: 'boolean' },
    high: { title: 'High', type: 'number' },
  },
} as unknown as Schema;

test('a setting reads as its field shows it', () => {
  const [acts, after, latched, high] = fieldsOf(SCHEMA);
  expect([
    valueText(acts, 'reset'),
    valueText(acts, 'strange'),
    valueText(after, 90),
    valueText(latched, false),
    valueText(high, 90),
    valueText(high, null),
    valueText(undefined, [1]),
  ]).toEqual(['Return to normal', 'strange', '90 s', 'no', '90', '–', '[1]']);
});

test('a number has its unit behind it, a duration the one that reads best', () => {
  const [, after, , high] = fieldsOf({
    properties: {
      ...SCHEMA.properties,
      after: { type: 'number', 'x-widget': 'duration', 'x-unit': 's' },
      high: { type: 'number', 'x-unit': 'bar' },
    },
  } as unknown as Schema) as [Field, Field, Field, Field];
  expect([valueInUnit(after, 90), valueInUnit(high, 90), valueInUnit(high, '{h}')]).toEqual([
    '90 s',
    '90 bar',
    '{h}',
  ]);
});

test('the field of a setting is found in a table, too', () => {
  const items = { type: 'object', properties: { h: { title: 'H', type: 'number' } } };
  const config = { properties: { rows: { title: 'Rows', type: 'array', items } } } as unknown as Schema;
  const spec = { config } as KindSpec;
  const found = [fieldAt(spec, 'rows/0/h')?.name, fieldAt(spec, 'rows')?.title, fieldAt(spec, 'gone/0/h')];
  expect(found).toEqual(['h', 'Rows', undefined]);
});
