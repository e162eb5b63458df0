/** One place that talks HTTP: JSON in and out, CSRF header, problem documents as errors. */

import i18next from 'i18next';

import { ApiProblem, Unreachable } from './errors';

interface Options {
  body?: unknown;
  /** Sent as If-Match; the server refuses with 412 when its revision differs. */
  revision?: number;
  signal?: AbortSignal;
}

let csrf = '';
let onSignedOut: () => void = () => {};

export function setCsrf(token: string): void {
  csrf = token;
}

/** Called when the server says that the session is over. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (i18next.language) headers['Accept-Language'] = i18next.language;
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (options.revision !== undefined) headers['If-Match'] = `"${options.revision}"`;
  if (options.body !== undefined) headers['Content-Type'] = typeOf(options.body);
  const asIs = typeof options.body === 'string' || options.body instanceof Blob;
  const body = asIs ? (options.body as string | Blob) : JSON.stringify(options.body);
  const answer = await fetch(`/api${path}`, {
    method,
    headers,
    body: options.body === undefined ? undefined : body,
    signal: options.signal,
    credentials: 'same-origin',
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause;
    throw new Unreachable(cause);
  });
  return read<T>(answer, path);
}

/** Text is a table, a file says what it is, everything else is JSON. */
function typeOf(body: unknown): string {
  if (body instanceof Blob) return body.type || 'application/octet-stream';
  return typeof body === 'string' ? 'text/csv' : 'application/json';
}

async function read<T>(answer: Response, path: string): Promise<T> {
  const type = answer.headers.get('Content-Type') ?? '';
  const body: unknown =
    answer.status === 204
      ? null
      : type.includes('json')
        ? await answer.json()
        : type.includes('spreadsheet')
          ? await answer.blob()
          : await answer.text();
  if (answer.ok) return body as T;
  if (answer.status === 401 && path !== '/session' && path !== '/setup') onSignedOut();
  // Ours are problem documents; anything else of these comes from what stands before the server.
  if (answer.status >= 502 && answer.status <= 504 && !type.includes('problem'))
    throw new Unreachable(answer.status);
  const wait = answer.headers.get('Retry-After');
  const said = typeof body === 'object' && body ? (body as Record<string, unknown>) : {};
  throw new ApiProblem(answer.status, wait ? { retry_after: Number(wait), ...said } : said);
}

export const api = {
  get: <T>(path: string, options?: Options) => request<T>('GET', path, options),
  post: <T>(path: string, body?: unknown, options?: Options) =>
    request<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body: unknown, options?: Options) => request<T>('PUT', path, { ...options, body }),
  delete: <T>(path: string, options?: Options) => request<T>('DELETE', path, options),
};

/** A path with its parts escaped: path`/flows/${id}`. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((all, part, i) => all + encodeURIComponent(String(values[i - 1] ?? '')) + part);
}
