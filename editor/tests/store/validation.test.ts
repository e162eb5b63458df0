/** Problems are asked for a moment after a change, and in the language of the page. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { setFlow } from '../../src/commands/change';
import { setLanguage } from '../../src/i18n';
import { useEditor } from '../../src/store';
import { startValidation } from '../../src/store/validation';
import { pump } from '../documents';

let asked: (string | null)[] = [];
let stop = () => {};

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const language = new Headers(init.headers).get('Accept-Language');
    asked.push(language);
    const problems = [{ node: 'limits', field: null, message: `said in ${language}`, severity: 'warning' }];
    return Promise.resolve(
      new Response(JSON.stringify({ problems }), { headers: { 'Content-Type': 'application/json' } }),
    );
  });
  useEditor.getState().open({ document: pump(), revision: 7, deployed: null });
  stop = startValidation();
});

afterEach(() => {
  stop();
  setLanguage('en');
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('several quick changes are one question, another language is one more', async () => {
  for (const name of ['A', 'B']) {
    const { document, run } = useEditor.getState();
    if (document) run(setFlow(document, { name, description: '' }));
  }
  await vi.advanceTimersByTimeAsync(1000);
  setLanguage('zh');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.map((language) => language?.slice(0, 2))).toEqual(['en', 'zh']);
  expect(useEditor.getState().allProblems[0]?.message).toMatch(/said in zh/);
  stop();
  setLanguage('en');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.length).toBe(2);
});
