/** A part that is fetched when it is needed: what is said when it does not come. */

import { render, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';

import { Late, late } from '../../src/components/Late';
import '../../src/i18n';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // React tells of what is caught
  return () => vi.restoreAllMocks();
});

const Gone = late(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
const Here = late(() => Promise.resolve({ default: () => <p>Here</p> }));
const Broken = () => {
  throw new Error('no such column');
};

test('a part whose file is gone leaves a message with Reload, and another place is shown again', async () => {
  const page = (place: string) => (
    <Late place={place} fallback="Loading">
      {place === 'gone' ? <Gone /> : <Here />}
    </Late>
  );
  const shown = render(page('gone'));
  const said = await screen.findByRole('alert');
  expect(said.textContent).toContain('This page could not be loaded');
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
  shown.rerender(page('here'));
  expect(await screen.findByText('Here')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBe(null);
});

test('a page that cannot be drawn says why', async () => {
  render(
    <Late>
      <Broken />
    </Late>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('no such column');
});
