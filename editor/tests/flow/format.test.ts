import i18next from 'i18next';
import { expect, test } from 'vitest';

import '../../src/i18n';
import type { PointInfo } from '../../src/api/types';
import { INPUT, PORT_SPECS } from '../../src/flow/blockView';
import { formatDuration, formatNumber, formatRate, formatValue, summaryOf } from '../../src/flow/format';
import { node } from '../documents';

test.each([
  [121.64999, 1, '121.6'],
  [121.64999, 0, '122'],
  [121.64999, null, '121.6'],
  [0.0123456, null, '0.01235'],
  [1e-9, null, '1.00e-9'],
  [12345678.9, null, '1.23e+7'],
  [3, null, '3'],
  [0, null, '0'],
  [null, 1, '–'],
  [Number.NaN, 1, '–'],
])('number %s with %s digits', (value, digits, expected) => {
  expect(formatNumber(value, digits)).toBe(expected);
});

test('a label of the point goes before its number', () => {
  const point = { labels: { '0': 'off', '1': 'on' }, digits: 0 } as unknown as PointInfo;
  expect(formatValue(1, point)).toBe('on');
  expect(formatValue(2, point)).toBe('2');
});

test.each([
  [24, '24/s'],
  [2.5, '2.5/s'],
  [0.5, '30/min'],
  [0.001, '4/h'],
  [0, ''],
])('rate %s', (perSecond, expected) => {
  expect(formatRate(perSecond)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [0.5, '500 ms'],
  [15, '15 s'],
  [90, '90 s'],
  [900, '15 min'],
  [86400, '1 d'],
])('duration %s', (seconds, expected) => {
  expect(formatDuration(seconds)).toBe(expected);
});

test('the second row of a port says what goes through it as a choice does, in the language of the catalogue', async () => {
  i18next.addResourceBundle('zh', 'catalogue', { samples: '采样数', Samples: '采样' });
  await i18next.changeLanguage('zh');
  const port = node(INPUT, 'in', [0, 0], { carries: 'samples' });
  expect(summaryOf(PORT_SPECS[INPUT]?.samples, port)).toBe('采样');
  await i18next.changeLanguage('en');
});
