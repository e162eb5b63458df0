import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';

import type { Trace } from '../../src/api/traces';
import { EVERYTHING } from '../../src/pages/editor/traces/filter';
import { useTraces } from '../../src/pages/editor/traces/useTraces';

const trace = (id: string): Trace => ({
  id,
  flow: 'pump',
  node: 'n',
  kind: 'alarm.active',
  point: 'p',
  time: id,
  outcome: 'ok',
  error: '',
  duration_ms: 1,
  busy_ms: 1,
  steps: 1,
});

test('older traces that come after the filter was changed do not take the place of what it found', async () => {
  let comes = (_: Response) => {};
  const late = new Promise<Response>((done) => {
    comes = done;
  });
  const page = (ids: string[], next: string | null) =>
    new Response(JSON.stringify({ traces: ids.map(trace), next }), {
      headers: { 'Content-Type': 'application/json' },
    });
  vi.stubGlobal('fetch', async (address: string) => {
    if (address.includes('cursor=')) return late;
    return address.includes('outcome=failed') ? page(['failed'], null) : page(['newest'], 'c');
  });
  const { result, rerender } = renderHook((filter) => useTraces('pump', filter), {
    initialProps: EVERYTHING,
  });
  const ids = () => result.current.traces?.map((one) => one.id);
  await waitFor(() => expect(ids()).toEqual(['newest']));
  act(() => result.current.older());
  rerender({ ...EVERYTHING, outcome: 'failed' });
  await waitFor(() => expect(ids()).toEqual(['failed']));
  await act(async () => {
    comes(page(['old'], null));
    await late;
  });
  await act(async () => {});
  expect(ids()).toEqual(['failed']);
  rerender(EVERYTHING);
  await waitFor(() => expect(ids()).toEqual(['newest']));
});
