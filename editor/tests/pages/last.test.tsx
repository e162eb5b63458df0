/** What a node did last: not there is said of a node that is not there, not of a server that is busy. */

import { renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import { useLast } from '../../src/pages/editor/inspector/useLast';
import { useEditor } from '../../src/store';
import { pump } from '../documents';

afterEach(() => vi.unstubAllGlobals());

test.each([
  [404, true],
  [504, false],
])('a problem with %i: missing is %s', async (status, missing) => {
  const asked = vi.fn(async () => {
    const headers = { 'Content-Type': 'application/problem+json' };
    return new Response('{"detail": "x"}', { status, headers });
  });
  vi.stubGlobal('fetch', asked);
  useEditor.getState().open({ document: pump(), revision: 1, deployed: null });
  const { result, unmount } = renderHook(() => useLast('plc'));
  await waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(1)); // the first answer has been read
  expect(result.current.missing).toBe(missing);
  unmount();
});
