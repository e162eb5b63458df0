/** Expressions and templates tried on an event: how its parts are written, and what the server says of it. */

import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';

import '../../src/i18n';
import type { Config, Schema } from '../../src/api/types';
import { setIn } from '../../src/commands/paths';
import { SchemaForm } from '../../src/form/SchemaForm';
import { partsOf, readSample } from '../../src/form/sample/paths';
import { serve } from '../pages/place';

test('parts of an event are written so that they can be read', () => {
  const data = { value: 3, 'odd key': 1, len: 2, by: { name: 'w', 'a-b': 0 }, tags: ['x'], _hidden: 1 };
  const parts = partsOf({ kind: 'lab', point: 'P1', time: 't', data }).map((part) => part.text);
  expect(parts).toEqual([
    'kind',
    'point',
    'time',
    'value',
    'data["odd key"]',
    'data.len',
    'by',
    'by.name',
    'by["a-b"]',
    'tags',
    'tags[0]',
    'data["_hidden"]',
  ]);
});

test('what is pasted is an event, or its data alone', () => {
  expect(readSample('{"kind": "a", "data": {"x": 1}}')).toEqual({
    kind: 'a',
    point: '',
    time: '',
    data: { x: 1 },
  });
  expect(readSample('{"x": 1}')).toEqual({ kind: '', point: '', time: '', data: { x: 1 } });
  for (const text of ['', '[1]', '3', '{', 'null']) expect(readSample(text)).toBeUndefined();
});

const schema: Schema = {
  type: 'object',
  properties: {
    when: { type: 'string', title: 'When', default: 'value > 3', 'x-widget': 'expression' },
    text: { type: 'string', title: 'Text', default: '{{ value }}', 'x-widget': 'template' },
  },
};

function Harness() {
  const [value, setValue] = useState<Config>({});
  return (
    <MantineProvider>
      <SchemaForm
        schema={schema}
        value={value}
        onChange={(path, next) => setValue((old) => setIn(old, path, next))}
      />
    </MantineProvider>
  );
}

test('with a pasted event the result and the text stand beside the field, and errors with their place', async () => {
  const asked: unknown[] = [];
  serve({
    'POST /expression/preview': (body: unknown) => {
      asked.push(body);
      return { ok: true, shown: 'true', type: 'boolean', true: true };
    },
    'POST /template/preview': () => ({
      ok: false,
      line: 1,
      column: 4,
      message: 'value is not in the event',
      hint: '',
    }),
  });
  render(<Harness />);
  expect(screen.getAllByText('No result yet').length).toBe(2);
  fireEvent.click(screen.getAllByRole('button', { name: /Choose an event/ })[0] as HTMLElement);
  fireEvent.click(await screen.findByRole('button', { name: 'Paste JSON' }));
  fireEvent.change(screen.getByLabelText('Event as JSON'), { target: { value: '{"value": 5' } });
  expect(screen.getByText('This is not a JSON object yet')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Event as JSON'), { target: { value: '{"value": 5}' } });
  await waitFor(() => expect(screen.getByText('true')).toBeTruthy());
  expect(asked.at(-1)).toEqual({
    expression: 'value > 3',
    event: { kind: '', point: '', time: '', data: { value: 5 } },
    before: [],
  });
  expect(screen.getByText('Line 1, column 4')).toBeTruthy();
});
