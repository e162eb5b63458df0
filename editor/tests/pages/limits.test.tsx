/** Limits of a measure of the alarm performance: own ones in place of the published, and back to these. */

import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import type { Measure } from '../../src/api/alarmPerformance';
import { LimitsDialog } from '../../src/pages/operations/performance/LimitsDialog';
import { refused, serve, show } from './place';

const ADDRESS = '/alarms/performance/thresholds/per_hour';
const measure: Measure = {
  name: 'per_hour',
  value: 8,
  unit: '1/h',
  target: 6,
  maximum: 12,
  below: false,
  verdict: 'manageable',
  published_target: 6,
  published_maximum: 12,
};

function open(answers = {}, more: Partial<Measure> = {}) {
  const asked = serve(answers);
  const [onClose, onDone] = [vi.fn(), vi.fn()];
  show(<LimitsDialog measure={{ ...measure, ...more }} onClose={onClose} onDone={onDone} />);
  return { asked, onClose, onDone };
}

const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement;
afterEach(() => vi.unstubAllGlobals());

test('shows the published ones, starts with those that hold, saves what is typed', async () => {
  const { asked, onDone } = open({ [`PUT ${ADDRESS}`]: null });
  expect(screen.getByText('Published: ≤ 6 / 12 1/h')).toBeTruthy();
  expect((screen.getByLabelText(/Target/) as HTMLInputElement).value).toBe('6');
  expect((screen.getByLabelText(/^Max/) as HTMLInputElement).value).toBe('12');
  type(/Target/, '3');
  type(/^Max/, '4.5');
  fireEvent.click(save());
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(asked).toEqual([{ method: 'PUT', path: ADDRESS, body: { target: 3, maximum: 4.5 } }]);
});

test('empty is no limit', async () => {
  const { asked, onDone } = open({ [`PUT ${ADDRESS}`]: null });
  type(/Target/, ' ');
  type(/^Max/, '');
  fireEvent.click(save());
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(asked[0]?.body).toEqual({ target: null, maximum: null });
});

test.each([
  ['no number', 'six', '12', 'A number from 0 up'],
  ['below zero', '-1', '12', 'A number from 0 up'],
  ['a maximum that is no number', '6', 'many', 'A number from 0 up'],
  ['a maximum below the target', '6', '5', 'Not below the target'],
  ['a maximum without a target', '', '5', 'Not below the target'],
])('not saved: %s', (_, target, maximum, words) => {
  const { asked } = open();
  type(/Target/, target);
  type(/^Max/, maximum);
  expect(screen.getByRole('alert').textContent).toBe(words);
  expect(save().disabled).toBe(true);
  fireEvent.submit(save().form as HTMLFormElement);
  expect(asked).toEqual([]);
});

test('the refusal of the server is read where it was asked, and nothing closes', async () => {
  const { onDone } = open({ [`PUT ${ADDRESS}`]: refused(403, { detail: 'Only administrators set limits' }) });
  fireEvent.click(save());
  await screen.findByText('Only administrators set limits');
  expect(onDone).not.toHaveBeenCalled();
  expect(save().disabled).toBe(false);
});

test('back to the published ones is offered only where somebody set others', async () => {
  const { asked, onDone } = open({ [`DELETE ${ADDRESS}`]: null }, { set_by: 'li', target: 3 });
  fireEvent.click(screen.getByRole('button', { name: 'Back to the published' }));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(asked.map(({ method, path }) => [method, path])).toEqual([['DELETE', ADDRESS]]);
});

test('published limits cannot be given back', () => {
  open();
  expect(screen.queryByRole('button', { name: 'Back to the published' })).toBeNull();
});
