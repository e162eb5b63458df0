/** A forced point and a bad one are marked wherever their value shows: in the point picker, among a formula's inputs, in its result. */

import { fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import '../../src/i18n';
import type { PointInfo, Quality } from '../../src/api/types';
import { FormulaResult } from '../../src/form/formula/FormulaResult';
import { InputsTable } from '../../src/form/formula/InputsTable';
import { PointInput } from '../../src/form/widgets/PointInput';
import { serve, show } from '../pages/place';

const MARK = 'Forced: the value was given by hand, not measured';

function sample(point: string, value: number, quality: Quality, reason: string | null) {
  return { time: '2026-11-22T02:00:00Z', point, value, quality, reason };
}
const samples = [
  sample('TI1', 21.5, 'good', null),
  sample('TI2', 22.5, 'good', 'forced'),
  sample('TI3', 23.5, 'bad', 'comm_lost'),
];

afterEach(() => vi.unstubAllGlobals());

test('in the point picker', async () => {
  const points = samples.map((last) => ({
    name: last.point,
    description: '',
    unit: 'degC',
    digits: 1,
    last,
  }));
  const never = { name: 'TI4', description: '', unit: 'bar', digits: 1, last: null };
  serve({ 'GET /points': { total: 4, points: [...points, never] as unknown as PointInfo[] } });
  show(<PointInput value="TI" label="Point" onChange={() => {}} />);
  fireEvent.click(screen.getByLabelText('Point'));
  const options = await screen.findAllByRole('option', { hidden: true });
  expect(options.map((one) => one.querySelector('.num')?.textContent)).toEqual([
    '21.5 degC',
    'F22.5 degC',
    '23.5 degC Bad: comm_lost',
    'bar',
  ]);
  expect(options.map((one) => within(one).queryByLabelText(MARK) !== null)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(options.map((one) => one.querySelector('.q-bad') !== null)).toEqual([false, false, true, false]);
});

test("among a formula's inputs", () => {
  render(<InputsTable inputs={samples.map((one) => ({ name: one.point, unit: 'degC', sample: one }))} />);
  const rows = screen.getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).queryByLabelText(MARK) !== null)).toEqual([false, true, false]);
  expect(rows.map((row) => row.getAttribute('data-quality'))).toEqual(['good', 'good', 'bad']);
  expect(screen.getByTitle('comm_lost').textContent).toMatch(/bad/i);
});

test("in a formula's result", () => {
  const check = { ok: true, inputs: ['TI2'], units: {}, unit: 'degC', notes: [] } as const;
  const trial = { ok: true, sample: { value: 45, quality: 'good', reason: 'forced' } };
  render(<FormulaResult check={{ ...check, inputs: ['TI2'], notes: [] }} trial={trial} />);
  expect(within(screen.getByRole('status')).getByLabelText(MARK)).toBeTruthy();
});
