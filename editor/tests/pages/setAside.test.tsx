import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { setRecord } from '../../src/commands/change';
import { SetAsideTable } from '../../src/pages/editor/inspector/SetAsideTable';
import { useEditor } from '../../src/store';
import { as, serve, show } from './place';

const ROWS = [4, 7].map((number) => ({
  number,
  id: `e${number}`,
  time: '2026-11-21T12:00:00Z',
  point: `P${number}.flow`,
  why: 'The broker refuses the topic',
  data: {},
}));
const NODE = {
  kind: 'action.mqtt',
  version: 1,
  name: 'Publish',
  config: {},
  position: [0, 0] as [number, number],
};
const DOCUMENT = { id: 'pump', name: 'Pump', nodes: { publish: NODE }, wires: [] } as unknown as FlowDocument;

beforeEach(() => useEditor.setState({ document: DOCUMENT }));

test('what is chosen is tried again, and nothing else', async () => {
  as('engineer');
  const asked = serve({ 'GET /flows/pump/outbox': ROWS, 'POST /flows/pump/outbox': { done: [7] } });
  show(<SetAsideTable id="publish" />);
  const retry = await screen.findByRole('button', { name: 'Try again' });
  expect(retry).toHaveProperty('disabled', true);
  fireEvent.click(screen.getByRole('checkbox', { name: /P7\.flow/ }));
  fireEvent.click(retry);
  await waitFor(() =>
    expect(asked.find((one) => one.method === 'POST')?.body).toEqual({
      node: 'publish',
      do: 'retry',
      numbers: [7],
    }),
  );
});

test('who only looks sees what waits, and can do nothing', async () => {
  as('viewer');
  serve({ 'GET /flows/pump/outbox': ROWS });
  show(<SetAsideTable id="publish" />);
  expect((await screen.findAllByText('The broker refuses the topic')).length).toBe(2);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('while nothing waits there is nothing to see', async () => {
  as('engineer');
  const asked = serve({ 'GET /flows/pump/outbox': [] });
  const { container } = show(<SetAsideTable id="publish" />);
  await waitFor(() => expect(asked.length).toBe(1));
  expect(container.querySelector('section')).toBeNull();
});

test('recording is switched on and off, and undone to the byte', () => {
  const on = setRecord('publish', NODE, true);
  const recorded = on.execute(DOCUMENT);
  expect(recorded.nodes['publish']?.record).toBe(true);
  expect(JSON.stringify(on.revert(recorded))).toBe(JSON.stringify(DOCUMENT));
  const off = setRecord('publish', { ...NODE, record: true }, false);
  expect(JSON.stringify(off.execute(recorded))).toBe(JSON.stringify(DOCUMENT));
});
