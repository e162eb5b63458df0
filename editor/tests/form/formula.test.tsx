/** Below a formula: units, the value of now, what is converted. In the list of what can be typed: help with an example. */

import { render, renderHook, screen, waitFor } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, expect, test, vi } from 'vitest';

import '../../src/i18n';
import { api } from '../../src/api/client';
import type { FormulaCheck, FunctionInfo } from '../../src/api/types';
import { functionOption } from '../../src/form/formula/completion';
import { FormulaResult } from '../../src/form/formula/FormulaResult';
import { FunctionHelp } from '../../src/form/formula/FunctionHelp';
import { mended, useCheck } from '../../src/form/formula/result';
import { type FormulaTrial, fixOf } from '../../src/form/formula/types';
import { functionAt, lineResults } from '../../src/form/formula/words';

const right: FormulaCheck = {
  ok: true,
  inputs: ['TI1', 'TI2'],
  units: { TI1: 'degF', TI2: 'degC' },
  unit: 'delta_degF',
  notes: ['TI2 is converted from degC to degF'],
};
const twa: FunctionInfo = {
  name: 'twa',
  signature: 'twa(x, window, min_good = 50, mode = "step")',
  defaults: { min_good: 50, mode: 'step' },
  summary: 'Time-weighted average.',
  summary_zh: '时间加权平均。',
  example: 'twa(7, 5 min)',
  result: 7,
  units: 'A, * -> A',
  group: 'windows',
};

afterEach(async () => {
  await i18next.changeLanguage('en');
});

const trial = (value: number | null, quality = 'good'): FormulaTrial => ({
  ok: true,
  sample: value === null ? null : { value, quality, reason: null },
});

test('units of the inputs, the value of now with its unit, and what is converted', () => {
  render(<FormulaResult check={right} trial={trial(12.3456789, 'uncertain')} />);
  expect(screen.getByText('12.3457')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toMatch(/Now 12.3457 delta_degF .*uncertain/i);
  expect(screen.getByText('Reads TI1 (degF), TI2 (degC)')).toBeTruthy();
  expect(screen.getByText('TI2 is converted from degC to degF')).toBeTruthy();
});

test('without a value of each input the unit of the result alone; for a formula with an error nothing', () => {
  const { rerender, container } = render(<FormulaResult check={right} trial={trial(null)} />);
  expect(screen.getByText('Result in delta_degF')).toBeTruthy();
  const wrong: FormulaCheck = { ok: false, line: 1, column: 2, message: 'no', hint: null };
  rerender(<FormulaResult check={wrong} trial={null} />);
  expect(container.textContent).toBe('');
});

test('what each line gives, and the whole at the last one', () => {
  const lines = [{ line: 2, unit: 'm', sample: { value: 10, quality: 'good', reason: null } }];
  const text = 'if(a,\n  b * 2,\n  0)';
  expect([...lineResults({ ...trial(10), lines }, text, 'm')]).toEqual([
    [2, '10 m'],
    [3, '= 10 m'],
  ]);
  expect(lineResults(trial(1), 'a * 2', 'm').size).toBe(0);
});

test('the function around the caret, by its name or its brackets', () => {
  const text = 'max(a, avg(b, 5 min) + 1) * c';
  const at = (part: string) => functionAt(text, text.indexOf(part));
  expect([at('max'), at('a,'), at('5 min'), at('+ 1'), at('* c')]).toEqual(['max', 'max', 'avg', 'max', '']);
});

test('a word that is meant otherwise is put in its place', () => {
  expect(mended('a +\n  averge(b)', { line: 2, column: 3, length: 6, text: 'avg' })).toBe('a +\n  avg(b)');
  expect(mended('a', { line: 7, column: 1, length: 1, text: 'b' })).toBe('a');
  expect(fixOf({ ok: false, line: 1, column: 1, message: '', hint: null })).toBeNull();
});

test('a mend is not offered for a text that has changed since it was asked for', async () => {
  const fix = { line: 1, column: 1, length: 6, text: 'avg' };
  const wrong = { ok: false, line: 1, column: 1, message: 'no', hint: null, fix };
  const post = vi.spyOn(api, 'post').mockResolvedValueOnce(wrong);
  post.mockReturnValue(new Promise(() => {}));
  const { result, rerender } = renderHook(({ text }) => useCheck(text), {
    initialProps: { text: 'averge(a)' },
  });
  await waitFor(() => expect(result.current.fix).toEqual(fix), { timeout: 10_000 });
  rerender({ text: '1 + averge(a)' });
  expect(result.current.fix).toBeNull();
  expect(result.current.check).toEqual(wrong);
  post.mockRestore();
});

test('help with signature, units and an example, in the language of the page', async () => {
  const text = () => (functionOption(twa).info as () => HTMLElement)().textContent;
  expect(text()).toBe(
    'twa(x, window, min_good = 50, mode = "step")Time-weighted average.Units: A, * -> Atwa(7, 5 min) = 7',
  );
  await i18next.changeLanguage('zh');
  expect(text()).toContain('时间加权平均。');
});

test('of the function at the caret all that has its name, each with its defaults', async () => {
  const avg = { ...twa, name: 'avg', signature: 'avg(x, y, ...)', defaults: {} };
  const over = { ...avg, signature: 'avg(x, window, min_good = 50)', defaults: { min_good: 50 } };
  const get = vi.spyOn(api, 'get').mockResolvedValue([avg, twa, over]);
  const { container, rerender } = render(<FunctionHelp name="avg" />);
  const shown = () => [...container.querySelectorAll('h4')].map((head) => head.textContent);
  await waitFor(() => expect(shown()).toEqual([avg.signature, over.signature]), { timeout: 10_000 });
  rerender(<FunctionHelp name="" />);
  expect(shown()).toEqual([]);
  get.mockRestore();
});
