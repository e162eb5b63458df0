/** Below a formula: units, the value of now, what is converted. In the list of what can be typed: help with an example. */

import { render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, expect, test, vi } from 'vitest';

import '../../src/i18n';
import { api } from '../../src/api/client';
import type { FormulaCheck, FunctionInfo } from '../../src/api/types';
import { functionOption } from '../../src/form/formula/completion';
import { FormulaResult } from '../../src/form/formula/FormulaResult';

const right: FormulaCheck = {
  ok: true,
  inputs: ['TI1', 'TI2'],
  units: { TI1: 'degF', TI2: 'degC' },
  unit: 'delta_degF',
  notes: ['TI2 is converted from degC to degF'],
};
const twa: FunctionInfo = {
  name: 'twa',
  signature: 'twa(x, window)',
  summary: 'Time-weighted average.',
  summary_zh: '时间加权平均。',
  example: 'twa(7, 5 min)',
  result: 7,
  units: 'A, * -> A',
  group: 'windows',
};

afterEach(async () => {
  vi.restoreAllMocks();
  await i18next.changeLanguage('en');
});

function answer(sample: unknown): void {
  vi.spyOn(api, 'post').mockResolvedValue({ ok: true, sample });
}

test('units of the inputs, the value of now with its unit, and what is converted', async () => {
  answer({ value: 12.3456789, quality: 'uncertain', reason: null });
  render(<FormulaResult formula="TI1 - TI2" check={right} />);
  expect(await screen.findByText('12.3457')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toMatch(/Now 12.3457 delta_degF .*uncertain/i);
  expect(screen.getByText('Reads TI1 (degF), TI2 (degC)')).toBeTruthy();
  expect(screen.getByText('TI2 is converted from degC to degF')).toBeTruthy();
});

test('without a value of each input the unit of the result alone; for a formula with an error nothing', async () => {
  answer(null);
  const { rerender, container } = render(<FormulaResult formula="TI1 - TI2" check={right} />);
  expect(await screen.findByText('Result in delta_degF')).toBeTruthy();
  const wrong: FormulaCheck = { ok: false, line: 1, column: 2, message: 'no', hint: null };
  rerender(<FormulaResult formula="TI1 -" check={wrong} />);
  expect(container.textContent).toBe('');
});

test('help with signature, units and an example, in the language of the page', async () => {
  const text = () => (functionOption(twa).info as () => HTMLElement)().textContent;
  expect(text()).toBe('twa(x, window)Time-weighted average.Units: A, * -> Atwa(7, 5 min) = 7');
  await i18next.changeLanguage('zh');
  expect(text()).toContain('时间加权平均。');
});
