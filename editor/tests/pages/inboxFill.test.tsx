/** How full the inbox of a flow is stands at what its sources put out, once there is something to see. */

import { render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeEach, expect, test } from 'vitest';

import '../../src/i18n';
import { InboxFill } from '../../src/pages/editor/canvas/InboxFill';
import { useEditor } from '../../src/store';
import { kinds, pump } from '../documents';

beforeEach(() => {
  useEditor.setState({ kinds });
  useEditor.getState().open({ document: pump(), revision: 1, deployed: null });
});
afterEach(async () => void (await i18next.changeLanguage('en')));

test.each([0, 0.3, 0.59])('nothing at %f', (fill) => {
  useEditor.setState({ fill });
  expect(render(<InboxFill node="plc" />).container.textContent).toBe('');
});

test.each([
  [0.6, 'filling', '60 %', 'Inbox 60 % full'],
  [0.9, 'full', '90 %', 'Inbox 90 % full: the source has to wait'],
  [1, 'full', '100 %', 'Inbox 100 % full: the source has to wait'],
])('at %f: a bar, the number and a label', (fill, level, number, label) => {
  useEditor.setState({ fill });
  render(<InboxFill node="plc" />);
  const shown = screen.getByRole('img', { name: label });
  expect([shown.dataset.level, shown.textContent, shown.title]).toEqual([level, number, label]);
  expect(shown.querySelector('b')?.style.width).toBe(number.replace(' ', ''));
});

test('of a source alone, and in the language of the reader', async () => {
  useEditor.setState({ fill: 0.9 });
  expect(render(<InboxFill node="filter" />).container.textContent).toBe('');
  expect(render(<InboxFill node="nowhere" />).container.textContent).toBe('');
  await i18next.changeLanguage('zh');
  render(<InboxFill node="plc" />);
  expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(/90 %.*[一-龥]/);
});
