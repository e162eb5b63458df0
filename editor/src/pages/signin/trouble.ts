/** Why a sign-in or a set-up was refused, as a text to show. */

import { ApiProblem, messageOf } from '../../api/errors';

export interface Trouble {
  /** A key of the namespace `signin`. */
  key: string;
  seconds?: number;
  /** The server's own sentence, where we have no better one. */
  text?: string;
}

export function signInTrouble(error: unknown): Trouble {
  if (!(error instanceof ApiProblem)) return { key: 'error.unreachable' };
  if (error.status === 401) return { key: 'error.wrong' };
  if (error.status === 429) return throttled(error);
  return { key: 'error.other', text: messageOf(error) };
}

export function setupTrouble(error: unknown): Trouble {
  if (!(error instanceof ApiProblem)) return { key: 'error.unreachable' };
  if (error.code === 'wrong-token' || error.status === 401) return { key: 'error.token' };
  if (error.status === 422 && error.body['field'] === 'password') return { key: 'error.weak' };
  if (error.status === 410) return { key: 'error.done' };
  if (error.status === 429) return throttled(error);
  return { key: 'error.other', text: messageOf(error) };
}

function throttled(error: ApiProblem): Trouble {
  const seconds = Number(error.body['retry_after']);
  return seconds > 0
    ? { key: 'error.throttled', seconds: Math.ceil(seconds) }
    : { key: 'error.throttledAWhile' };
}
