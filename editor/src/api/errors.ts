/** What can go wrong between the editor and the server, as types instead of status codes. */

import i18next from 'i18next';

import type { FlowDocument, Problem } from './types';

/** A problem document (RFC 9457) answered by the server. `message` is a sentence for people. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {
    super(String(body['detail'] ?? body['title'] ?? `The server answered ${status}.`));
    this.name = 'ApiProblem';
  }

  /** Last part of the problem's type URI, stable between releases. */
  get code(): string {
    return String(this.body['code'] ?? this.body['type'] ?? '')
      .split(/[/:]/)
      .at(-1) as string;
  }

  /** Validation problems of a refused deploy. */
  get problems(): Problem[] {
    return Array.isArray(this.body['problems']) ? (this.body['problems'] as Problem[]) : [];
  }
}

/** Of a table in a file: nothing of it was taken. */
export interface LineProblem {
  /** 1 is the first line of the file. */
  line: number;
  column: string | null;
  message: string;
}

/** What a refused table has wrong, line by line; null for any other error. */
export function lineProblems(error: unknown): LineProblem[] | null {
  const found = error instanceof ApiProblem ? error.body['problems'] : null;
  return Array.isArray(found) ? (found as LineProblem[]) : null;
}

/** Somebody else saved the flow meanwhile (412). */
export interface SaveConflict {
  current_revision: number;
  author: string;
  document: FlowDocument;
}

/** No answer at all: server down, network cut, request stopped. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super(i18next.t('common:unreachable'), { cause });
    this.name = 'Unreachable';
  }
}

/** Whether it may go well when it is asked again: nobody answers, or the server is busy or without its database. */
export function passes(error: unknown): boolean {
  return (
    error instanceof Unreachable || (error instanceof ApiProblem && [502, 503, 504].includes(error.status))
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
