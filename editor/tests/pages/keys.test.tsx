import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import { Markdown } from '../../src/components/Markdown';
import { KeyHelp } from '../../src/pages/editor/KeyHelp';
import { comboOf, pressOf, useKeymap, usualOf } from '../../src/pages/editor/keymap';
import { Tour } from '../../src/pages/editor/tour/Tour';
import { useTour } from '../../src/pages/editor/tour/tour';
import { useEditor } from '../../src/store';
import { show } from './place';

beforeEach(() => {
  localStorage.clear();
  useKeymap.getState().reset();
});

const press = (key: string, how: Partial<KeyboardEventInit> = {}) =>
  ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...how }) as KeyboardEvent;

test('a press is told in words and made of them again', () => {
  const combos = [
    press('z', { ctrlKey: true }),
    press('Z', { metaKey: true, shiftKey: true }),
    press('?', { shiftKey: true }),
  ];
  expect(combos.map(comboOf)).toEqual(['Ctrl+Z', 'Ctrl+Shift+Z', '?']);
  for (const combo of ['Ctrl+Z', 'Ctrl+Shift+Z', '?', 'N', 'F2', 'Shift+ArrowUp', '+', 'Ctrl++', ' '])
    expect(comboOf(pressOf(combo))).toBe(combo);
});

test('a key is given to a command, a conflict is told, and all are reset', () => {
  useEditor.getState().setUi({ helpOpen: true });
  show(<KeyHelp />);
  const change = (from: string, to: KeyboardEventInit) => {
    fireEvent.click(screen.getByRole('button', { name: new RegExp(`${from}, choose`) }));
    fireEvent.keyDown(screen.getByText('Press a key'), to);
  };
  change('Duplicate: Ctrl\\+D', { key: 'j', ctrlKey: true });
  expect(usualOf(useKeymap.getState().bound, 'Ctrl+J')).toBe('Ctrl+D');
  expect(usualOf(useKeymap.getState().bound, 'Ctrl+D')).toBe(null);
  change('Group: Ctrl\\+G', { key: 'j', ctrlKey: true });
  expect(screen.getByRole('alert').textContent).toBe('Ctrl+J is taken: Duplicate');
  change('Group: Ctrl\\+G', { key: 'v', ctrlKey: true });
  expect(screen.getByRole('alert').textContent).toBe('Ctrl+V keeps its meaning');
  change('Group: Ctrl\\+G', { key: 'Escape' });
  expect(Object.keys(useKeymap.getState().bound)).toEqual(['Ctrl+D']);
  expect(JSON.parse(localStorage.getItem('tundish.keys') ?? '')).toEqual({ 'Ctrl+D': 'Ctrl+J' });
  fireEvent.click(screen.getByRole('button', { name: 'Usual keys again' }));
  expect(usualOf(useKeymap.getState().bound, 'Ctrl+D')).toBe('Ctrl+D');
  useEditor.getState().setUi({ helpOpen: false });
});

test('the tour has five steps, goes forth and back by keys, ends at any time and comes again when asked', () => {
  show(<Tour />);
  expect(screen.queryByRole('region')).not.toBe(null);
  fireEvent.click(screen.getByRole('button', { name: 'End the tour' }));
  expect(screen.queryByRole('region')).toBe(null);
  expect(localStorage.getItem('tundish.tour')).toBe('seen');
  fireEvent(window, new Event('resize'));
  for (const step of [0, 1, 2, 3, 4, 5]) {
    if (step === 0) useTour.getState().start();
    else useTour.getState().go(1);
  }
  expect(useTour.getState().step).toBe(null);
});

test('a step about what is not on the page has no ring around something else', () => {
  const { container } = show(
    <>
      <div className="pal" />
      <Tour />
    </>,
  );
  expect(container.querySelector('.tour-ring')).not.toBe(null);
  act(() => useTour.getState().go(1));
  expect(container.querySelector('.tour-ring')).toBe(null);
  act(() => useTour.getState().end());
});

test('marks of a note are shown, and what is no mark is plain text, never markup', () => {
  const text =
    '# Pump\n- **hot** bearing\n- see [the manual](https://a.example/b?c=1)\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) a * b';
  const { container } = show(<Markdown text={text} />);
  expect([...container.querySelectorAll('h4, li b, a')].map((one) => one.textContent)).toEqual([
    'Pump',
    'hot',
    'the manual',
  ]);
  expect(container.querySelectorAll('img, script, a[href^=javascript]').length).toBe(0);
  expect(container.textContent).toContain('<img src=x onerror=alert(1)> [x](javascript:alert(1)) a * b');
});
