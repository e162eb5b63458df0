import { beforeEach, expect, test } from 'vitest';

import type { Sample } from '../../src/api/types';
import {
  type Answer,
  pin,
  pinsOf,
  question,
  unpin,
  unpinAll,
  usePins,
} from '../../src/pages/editor/pins/pins';
import { draftValue } from '../../src/pages/editor/pins/tried';
import { read, Unreadable, write } from '../../src/pages/editor/pins/written';
import { useEditor } from '../../src/store';
import { kinds, pump } from '../documents';

const NOON = Date.UTC(2026, 0, 1, 12);
const sample = (point: string, value: number | null): Sample => ({
  time: new Date(NOON).toISOString(),
  point,
  value,
  quality: 'good',
  reason: null,
});
const pins = () => pinsOf(usePins.getState(), 'pump');

beforeEach(() => {
  localStorage.clear();
  usePins.setState({ flows: {}, answer: null });
});

test('pins are of one flow, remembered, and asked about only where the draft still has the node', () => {
  pin('pump', 'plc/samples', { samples: [sample('P1', 1)] });
  pin('pump', 'gone/samples', { samples: [sample('P1', 2)] });
  pin('pump', 'filter/samples', { samples: [] });
  expect(Object.keys(pins())).toEqual(['plc/samples', 'gone/samples']);
  expect(question(pins(), pump().nodes)).toEqual([
    { node: 'plc', port: 'samples', samples: [sample('P1', 1)], events: [] },
  ]);
  expect(pinsOf(usePins.getState(), 'furnace')).toEqual({});
  expect(Object.keys(JSON.parse(localStorage.getItem('tundish.pins') ?? '').pump)).toHaveLength(2);
  unpin('pump', 'gone/samples');
  unpinAll('pump');
  expect(localStorage.getItem('tundish.pins')).toBe('{}');
});

test('only the newest 200 rows of a batch are pinned', () => {
  pin('pump', 'plc/samples', { samples: Array.from({ length: 500 }, (_, i) => sample('P1', i)) });
  expect(pins()['plc/samples']?.samples.map(({ value }) => value)).toEqual(
    Array.from({ length: 200 }, (_, i) => 300 + i),
  );
});

test('a pin is no part of the document: what is saved and deployed has none', () => {
  const document = pump();
  useEditor.setState({ kinds });
  useEditor.getState().open({ document, revision: 1, deployed: null });
  const before = JSON.stringify(useEditor.getState().document);
  pin('pump', 'plc/samples', { samples: [sample('P1', 1)] });
  expect(useEditor.getState().document).toBe(document);
  expect(JSON.stringify(useEditor.getState().document)).toBe(before);
  expect(useEditor.getState().saveState).toBe('saved');
});

test('an output says its pin, else what the draft makes of it, also at the port of a block', () => {
  const document = pump();
  document.blocks = {
    box: {
      format: 'tundish.block/1',
      id: 'box',
      outputs: [{ name: 'out', carries: 'samples', wires: [['inner', 'samples']] }],
      nodes: { inner: document.nodes['filter'] as never },
    },
  };
  document.nodes['box'] = {
    ...(document.nodes['filter'] as never as object),
    kind: 'block',
    config: { block: 'box' },
  } as never;
  const made = { carries: 'samples' as const, samples: [sample('P1', 7)], count: 3 };
  const answer: Answer = { nodes: { 'box/inner': { ports: { samples: made }, problems: [] } }, skipped: {} };
  pin('pump', 'plc/samples', { samples: [sample('P1', 1)] });
  const said = (output: string) => draftValue(output, pins(), answer, document);
  expect(said('plc/samples')).toMatchObject({ pinned: true, count: 1 });
  expect(said('box/out')).toEqual({ pinned: false, last: made, count: 3 });
  expect(said('filter/samples')).toBeNull();
});

test('samples are written a line each, a second apart, and read back as they were', () => {
  const made = read('P1.flow 121.6\n\n P2 -  bad \nP3;4;uncertain', 'samples', NOON);
  expect(
    made.samples.map(({ time, point, value, quality }) => [time.slice(17, 19), point, value, quality]),
  ).toEqual([
    ['00', 'P1.flow', 121.6, 'good'],
    ['01', 'P2', null, 'bad'],
    ['02', 'P3', 4, 'uncertain'],
  ]);
  expect(write(made, 'samples')).toBe('P1.flow 121.6\nP2 - bad\nP3 4 uncertain');
  const event = read('{"kind": "alarm.active", "data": {"level": "H"}}', 'events', NOON);
  expect(event.events).toEqual([
    { time: new Date(NOON).toISOString(), kind: 'alarm.active', point: '', data: { level: 'H' } },
  ]);
});

test.each([
  ['P1', 'samples', 1, 'sample'],
  ['P1 1\nP1 x', 'samples', 2, 'value'],
  ['P1 1 fine', 'samples', 1, 'quality'],
  ['{', 'events', 0, 'json'],
  ['[{"kind": "x"}, {}]', 'events', 2, 'kind'],
] as const)('%j is refused with its line', (text, carries, line, what) => {
  expect(() => read(text, carries, NOON)).toThrow(new Unreadable(line, what));
  try {
    read(text, carries, NOON);
  } catch (error) {
    expect(error).toMatchObject({ line, what });
  }
});
