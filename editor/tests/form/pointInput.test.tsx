/** The list below a field for a point: what the directory finds, with value and unit; chosen by mouse and by keys. */

import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';

import '../../src/i18n';
import { PointInput } from '../../src/form/widgets/PointInput';
import { show } from '../pages/place';

const point = (name: string, description: string, unit: string, value: number | null, more = {}) => ({
  name,
  description,
  unit,
  digits: 1,
  last: value === null ? null : { time: '', point: name, value, quality: 'good', reason: null },
  ...more,
});
const POINTS = [
  point('P1.flow', 'Flow of pump 1', 'm3/h', 12.345),
  point('P1.state', 'State of pump 1', '', 0, { labels: { '0': 'off' } }),
  point('P2.flow', '', 'm3/h', null),
];

/** Answers of the server by what is searched for; returns the searches, in order. */
function directory(): string[] {
  const searches: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    const text = new URL(address, 'http://x').searchParams.get('search') ?? '';
    searches.push(text);
    const points = POINTS.filter(({ name }) => name.includes(text));
    return new Response(JSON.stringify({ total: points.length, points }), {
      headers: { 'Content-Type': 'application/json' },
    });
  });
  return searches;
}

const left = vi.fn();
const keys = vi.fn();
function Harness({ start, disabled = false }: { start: string; disabled?: boolean }) {
  const [value, setValue] = useState(start);
  return (
    <PointInput
      label="Point"
      value={value}
      disabled={disabled}
      onChange={setValue}
      onLeave={left}
      onKeyDown={({ key }) => keys(key)}
    />
  );
}

const box = () => screen.getByLabelText('Point') as HTMLInputElement;
const options = () => screen.findAllByRole('option', { hidden: true });
const isOpen = () => box().hasAttribute('data-expanded');

afterEach(() => {
  vi.unstubAllGlobals();
  left.mockClear();
  keys.mockClear();
});

test('what is typed is searched for; each point with its description, value and unit', async () => {
  const searches = directory();
  show(<Harness start="" />);
  fireEvent.change(box(), { target: { value: 'P1' } });
  expect((await options()).map((one) => one.textContent)).toEqual([
    'P1.flowFlow of pump 112.3 m3/h',
    'P1.stateState of pump 1off',
  ]);
  fireEvent.change(box(), { target: { value: 'flow' } });
  await waitFor(async () =>
    expect((await options()).map((one) => one.textContent)).toEqual([
      'P1.flowFlow of pump 112.3 m3/h',
      'P2.flowm3/h',
    ]),
  );
  expect(searches).toEqual(['P1', 'flow']);
});

test('nothing is asked for before the list is opened, and only the last of what is typed quickly', async () => {
  const searches = directory();
  show(<Harness start="" />);
  expect(searches).toEqual([]);
  for (const value of ['P', 'P2', 'P2.']) fireEvent.change(box(), { target: { value } });
  expect(await options()).toHaveLength(1);
  expect(searches).toEqual(['P2.']);
});

test('chosen by the mouse: the name stands in the field and the list closes', async () => {
  directory();
  show(<Harness start="P" />);
  fireEvent.click(box());
  const [, second] = await options();
  fireEvent.click(second as HTMLElement);
  expect(box().value).toBe('P1.state');
  await waitFor(() => expect(isOpen()).toBe(false));
});

test('chosen by keys: arrows walk, Enter takes; the field does not get these keys, and others it does', async () => {
  directory();
  show(<Harness start="P" />);
  fireEvent.click(box());
  await options();
  fireEvent.keyDown(box(), { key: 'ArrowDown', code: 'ArrowDown' });
  fireEvent.keyDown(box(), { key: 'ArrowDown', code: 'ArrowDown' });
  fireEvent.keyDown(box(), { key: 'ArrowDown', code: 'ArrowDown' });
  fireEvent.keyDown(box(), { key: 'Enter', code: 'Enter' });
  expect(box().value).toBe('P2.flow');
  expect(keys).not.toHaveBeenCalled();
  await waitFor(() => expect(isOpen()).toBe(false));
  fireEvent.keyDown(box(), { key: 'Enter', code: 'Enter' });
  expect(keys).toHaveBeenCalledWith('Enter');
});

test('Escape closes the list and keeps what was typed; any name may stand there', async () => {
  directory();
  show(<Harness start="" />);
  fireEvent.change(box(), { target: { value: 'P1.new' } });
  await waitFor(() => expect(isOpen()).toBe(true));
  fireEvent.keyDown(box(), { key: 'Escape', code: 'Escape' });
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(box().value).toBe('P1.new');
  fireEvent.blur(box());
  expect(left).toHaveBeenCalledTimes(1);
});

test('a server that does not answer leaves a field to type in', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('no network');
  });
  show(<Harness start="" />);
  fireEvent.change(box(), { target: { value: 'P1.flow' } });
  await waitFor(() => expect(isOpen()).toBe(true));
  expect(screen.queryAllByRole('option', { hidden: true })).toEqual([]);
  expect(box().value).toBe('P1.flow');
});
