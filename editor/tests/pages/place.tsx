/** Shows a page as the application would: Mantine around it, a session, answers of the server by path. */

import { MantineProvider } from '@mantine/core';
import { type RenderResult, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';

import '../../src/i18n';
import type { Role } from '../../src/api/types';
import { useSession } from '../../src/app/session';

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

type Answers = Record<string, unknown | ((body: unknown) => unknown)>;

/** An answer with a status other than 200. */
export const refused = (status: number, body: Record<string, unknown> = {}) => new Refusal(status, body);
class Refusal {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {}
}

/** Answers by "GET /flows" (queries are left out); returns what was asked, in order. */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (address: string, { method = 'GET', body }: RequestInit = {}) => {
    const path = address.replace(/^\/api/, '').replace(/\?.*/, '');
    const parsed = typeof body === 'string' && body.startsWith('{') ? JSON.parse(body) : body;
    const sent = typeof body === 'string' && body.startsWith('[') ? JSON.parse(body) : parsed;
    asked.push({ method, path, body: sent });
    const answer = answers[`${method} ${path}`];
    const said = typeof answer === 'function' ? (answer as (body: unknown) => unknown)(sent) : answer;
    const [status, json] =
      said instanceof Refusal ? [said.status, said.body] : [said === undefined ? 404 : 200, said];
    return new Response(JSON.stringify(json ?? {}), {
      status,
      headers: { 'Content-Type': 'application/json' },
    });
  });
  return asked;
}

export function as(role: Role): void {
  useSession.setState({
    stage: 'signed-in',
    session: { user: { name: 'li', role }, csrf: 'x', demo: false },
  });
}

export function show(page: ReactElement): RenderResult {
  return render(<MantineProvider>{page}</MantineProvider>);
}
