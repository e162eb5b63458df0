/** What a text gives of the event that is tried: asked a moment after the last key. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { Sample } from './paths';

export type Tried =
  | { ok: true; shown: string; type: string; true: boolean }
  | { ok: true; text: string }
  | { ok: false; line: number; column: number; message: string; hint: string };

export interface Before {
  field: string;
  expression: string;
}

const AFTER = 300;

export function useTried(
  what: 'expression' | 'template',
  text: string,
  sample: Sample | null,
  before: readonly Before[] = [],
): Tried | null {
  const language = useTranslation().i18n.language;
  const body = text.trim() && sample ? JSON.stringify({ [what]: text, event: sample, before }) : '';
  const [tried, setTried] = useState<{ body: string; answer: Tried } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server answers in the language of the page
  useEffect(() => {
    if (!body) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api
        .post<Tried>(`/${what}/preview`, JSON.parse(body), { signal: stop.signal })
        .then((answer) => !stop.signal.aborted && setTried({ body, answer }))
        .catch(() => undefined);
    }, AFTER);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [what, body, language]);
  return body && tried ? tried.answer : null;
}
