/** A form made from a schema: what people type arrives as values, and what is wrong stands at its field. */

import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';

import '../../src/i18n';
import type { Config, Problem, Schema } from '../../src/api/types';
import { setIn } from '../../src/commands/paths';
import { SchemaForm } from '../../src/form/SchemaForm';
import { serve, show } from '../pages/place';

const schema: Schema = {
  type: 'object',
  properties: {
    band: { type: 'number', title: 'Band', default: 0.5 },
    wait: { type: 'number', title: 'Wait', default: 0, 'x-widget': 'duration', 'x-unit': 's' },
    mode: { enum: ['button', 'interval'], title: 'Mode', default: 'button' },
    every: { type: 'number', title: 'Every', default: 1, 'x-only-if': { field: 'mode', is: ['interval'] } },
    key: { type: 'string', title: 'Key', 'x-widget': 'secret' },
    rows: {
      type: 'array',
      title: 'Rows',
      default: [],
      items: {
        type: 'object',
        properties: { name: { type: 'string', title: 'Name' }, h: { type: 'number', title: 'H' } },
      },
    },
  },
};

let current: Config = {};

interface Given {
  start: Config;
  of?: Schema;
  problems?: Problem[];
  baseline?: Config;
}
function Harness({ start, of = schema, problems, baseline }: Given) {
  const [value, setValue] = useState(start);
  current = value;
  return (
    <MantineProvider>
      <SchemaForm
        schema={of}
        value={value}
        problems={problems}
        baseline={baseline}
        onChange={(path, next) => setValue((old) => setIn(old, path, next))}
      />
    </MantineProvider>
  );
}

const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

test('numbers and durations are read; what cannot be read is said and not taken over', () => {
  render(<Harness start={{ band: 1 }} />);
  type('Band', '2,5');
  type('Wait', '2 min');
  expect(current).toEqual({ band: 2.5, wait: 120 });
  type('Band', 'two');
  expect(current['band']).toBe(2.5);
  expect(screen.getByRole('alert').textContent).toContain('Enter a number');
});

test('a conditional field comes and goes', () => {
  render(<Harness start={{}} />);
  expect(screen.queryByLabelText('Every')).toBe(null);
  fireEvent.click(screen.getByRole('radio', { name: 'interval' }));
  expect(screen.getByLabelText('Every')).toBeTruthy();
});

test('a choice of which none may be is emptied again, in its field and in its cell', () => {
  const far = { anyOf: [{ enum: ['critical', 'serious'] }, { type: 'null' }], title: 'Far', default: null };
  const items = { type: 'object', properties: { far } };
  const properties = { far, rows: { type: 'array', title: 'Rows', items } };
  render(<Harness of={{ properties }} start={{ far: 'critical', rows: [{ far: 'critical' }, {}] }} />);
  const list = (label: string) => screen.getByLabelText<HTMLSelectElement>(label);
  for (const label of ['Far', 'Far, row 1', 'Far, row 2'])
    expect([...list(label).options].map((one) => one.text)).toEqual(['–', 'critical', 'serious']);
  expect(list('Far, row 2').value).toBe('');
  type('Far', '-1');
  type('Far, row 1', '');
  type('Far, row 2', 'serious');
  expect(current).toEqual({ far: null, rows: [{ far: null }, { far: 'serious' }] });
});

test('a stored secret is never shown and can be replaced', () => {
  render(<Harness start={{ key: { set: true } }} />);
  expect(screen.queryByLabelText('Key')).toBe(null);
  fireEvent.click(screen.getByRole('button', { name: 'Replace' }));
  type('Key', 'new');
  expect(current['key']).toBe('new');
});

test('problems stand at their field and in their cell', () => {
  const problem = (field: string, message: string): Problem => ({
    severity: 'error',
    code: 'x',
    message,
    node: 'n',
    field,
    wire: null,
  });
  render(
    <Harness
      start={{ band: 1, rows: [{ name: 'a', h: 1 }] }}
      problems={[problem('band', 'Too wide'), problem('rows/0/h', 'Too high')]}
    />,
  );
  expect(screen.getByLabelText('Band').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('Too wide')).toBeTruthy();
  expect(screen.getByLabelText('H, row 1').closest('td')?.title).toContain('Too high');
});

test('a field that differs from the deployed one is marked and goes back to its default', () => {
  render(<Harness start={{ band: 2 }} baseline={{ band: 0.5 }} />);
  expect(screen.getByRole('img', { name: 'Differs from the deployed version' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Back to the default' }));
  expect(current['band']).toBe(0.5);
});

test('rows are added, edited, pasted over and removed', async () => {
  render(<Harness start={{}} />);
  fireEvent.click(screen.getByRole('button', { name: /Add row/ }));
  type('Name, row 1', 'P1');
  const clipboardData = { getData: () => '5\n6' };
  fireEvent.paste(screen.getByLabelText('H, row 1'), { clipboardData });
  expect(current['rows']).toEqual([
    { name: 'P1', h: 5 },
    { name: '', h: 6 },
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Row 1: move or remove' }));
  fireEvent.click(await screen.findByText('Remove row 1'));
  expect(current['rows']).toEqual([{ name: '', h: 6 }]);
});

test('which row is used for a point is said under a table of patterns, and only there', async () => {
  const asked = serve({ 'POST /catalogue/rows': { rows: [1] }, 'GET /points': { total: 0, points: [] } });
  const row = { points: { type: 'string', title: 'Points', default: '*', 'x-widget': 'points' } };
  const rows = (properties: Record<string, Schema>): Schema => ({
    properties: { rows: { type: 'array', title: 'Rows', items: { type: 'object', properties } } },
  });
  const shown = (properties: Record<string, Schema>) =>
    show(
      <SchemaForm schema={rows(properties)} value={{ rows: [{}, { points: 'T1.*' }] }} onChange={() => {}} />,
    );
  shown({ ...row, group: { type: 'string', title: 'Group' } }).unmount();
  expect(screen.queryByLabelText('Which row is for')).toBe(null);
  shown(row);
  type('Which row is for', 'T1.PV');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('→ row 2 T1.*'));
  const questions = asked.filter((one) => one.method === 'POST').map((one) => one.body);
  expect(questions).toEqual([{ patterns: ['*', 'T1.*'], points: ['T1.PV'] }]);
});

test('of rows for operating modes it is said which is used in a mode', async () => {
  const asked = serve({ 'POST /catalogue/rows': { rows: [1] }, 'GET /points': { total: 0, points: [] } });
  const items = {
    type: 'object' as const,
    properties: {
      points: { type: 'string' as const, title: 'Points', default: '*', 'x-widget': 'points' },
      mode: { type: 'number' as const, title: 'In mode' },
    },
  };
  const schema: Schema = { properties: { rows: { type: 'array', title: 'Rows', items } } };
  show(<SchemaForm schema={schema} value={{ rows: [{}, { mode: 2 }] }} onChange={() => {}} />);
  type('in mode', '2');
  type('Which row is for', 'T1.PV');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('→ row 2 *'));
  expect(asked.findLast((one) => one.method === 'POST')?.body).toEqual({
    patterns: ['*', '*'],
    modes: [null, 2],
    mode: 2,
    points: ['T1.PV'],
  });
});
