/** What the server says is told as it is; what stands before it is not the server. */

import { afterEach, expect, test, vi } from 'vitest';

import { api } from '../../src/api/client';
import { ApiProblem, passes, Unreachable } from '../../src/api/errors';
import i18next from '../../src/i18n';

afterEach(() => vi.unstubAllGlobals());

async function failure(status: number, body: string, type: string): Promise<unknown> {
  vi.stubGlobal('fetch', async () => new Response(body, { status, headers: { 'Content-Type': type } }));
  return api.get('/x').catch((error: unknown) => error);
}

test.each([502, 503, 504])('a problem document of the server with %i is told as it is', async (status) => {
  const body = JSON.stringify({ code: 'silent', detail: 'The preview took too long' });
  const error = await failure(status, body, 'application/problem+json');
  expect(error).toBeInstanceOf(ApiProblem);
  expect([(error as ApiProblem).code, (error as ApiProblem).message]).toEqual([
    'silent',
    'The preview took too long',
  ]);
});

test.each([
  ['text/html', '<h1>Bad Gateway</h1>'],
  ['application/json', '{"error":"no upstream"}'],
])('a gateway that answers for it with %s: the server does not answer', async (type, body) => {
  expect(await failure(502, body, type)).toBeInstanceOf(Unreachable);
});

test('that nobody answers is told in the language of the page', async () => {
  await i18next.changeLanguage('zh');
  const error = await failure(502, '', 'text/html');
  await i18next.changeLanguage('en');
  expect((error as Unreachable).message).toBe('服务器没有响应');
});

test('busy or away passes, a refusal does not', () => {
  const said = [503, 504, 422, 500].map((status) => new ApiProblem(status, {}));
  expect([new Unreachable(502), ...said].map(passes)).toEqual([true, true, true, false, false]);
});
