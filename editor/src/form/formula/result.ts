/** What a formula is while it is typed: whether it can be understood, its units, and what it gives right now. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { passes } from '../../api/errors';
import type { FormulaCheck } from '../../api/types';
import { type FormulaFix, type FormulaTrial, fixOf, type TrendSample } from './types';

const AFTER = 300;
const AGAIN = 3000;

/** Asked a moment after the last key, in the language of the page; a way to mend is of no text but the one asked. */
export function useCheck(formula: string): { check: FormulaCheck | null; fix: FormulaFix | null } {
  const [check, setCheck] = useState<FormulaCheck | null>(null);
  const [asked, setAsked] = useState('');
  const language = useTranslation().i18n.language;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server answers in the language of the page
  useEffect(() => {
    if (!formula.trim()) {
      setCheck(null);
      return;
    }
    const stop = new AbortController();
    let timer = setTimeout(ask, AFTER);
    function ask() {
      api
        .post<FormulaCheck>('/formula/check', { formula }, { signal: stop.signal })
        .then((found) => {
          if (stop.signal.aborted) return;
          setCheck(found);
          setAsked(formula);
        })
        .catch((error: unknown) => {
          // The save state tells about a server that does not answer; the formula is not left unchecked for it.
          if (passes(error) && !stop.signal.aborted) timer = setTimeout(ask, AGAIN);
        });
    }
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [formula, language]);
  return { check, fix: asked === formula ? fixOf(check) : null };
}

/** With the last known values of its points, asked again while it is looked at; null while it cannot be understood. */
export function usePreview(formula: string, right: boolean, device = ''): FormulaTrial | null {
  const [found, setFound] = useState<FormulaTrial | null>(null);
  useEffect(() => {
    setFound(null);
    if (!right) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    function ask() {
      api
        .post<FormulaTrial>('/formula/preview', { formula, device }, { signal: stop.signal })
        .then((answer) => !stop.signal.aborted && setFound(answer))
        .catch(() => undefined)
        .finally(() => {
          if (!stop.signal.aborted) timer = setTimeout(ask, AGAIN);
        });
    }
    ask();
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [formula, right, device]);
  return found;
}

const MOST_LIVE = 400;

/** The last hour over recorded inputs, and from then on what comes while it is looked at. */
export function useTrend(formula: string, device: string, preview: FormulaTrial | null): TrendSample[] {
  const [samples, setSamples] = useState<TrendSample[]>([]);
  useEffect(() => {
    setSamples([]);
    if (!formula) return;
    const stop = new AbortController();
    api
      .post<{ samples?: TrendSample[] }>('/formula/trend', { formula, device }, { signal: stop.signal })
      .then((found) => !stop.signal.aborted && setSamples((live) => [...(found.samples ?? []), ...live]))
      .catch(() => undefined);
    return () => stop.abort();
  }, [formula, device]);
  useEffect(() => {
    const sample = preview?.sample;
    if (sample)
      setSamples((old) =>
        [...old, { time: Date.now(), value: sample.value, quality: sample.quality }].slice(-MOST_LIVE),
      );
  }, [preview]);
  return samples;
}

/** The text with what the server knows to be meant. */
export function mended(text: string, fix: FormulaFix): string {
  const lines = text.split('\n');
  const line = lines[fix.line - 1];
  if (line === undefined) return text;
  const at = fix.column - 1;
  lines[fix.line - 1] = line.slice(0, at) + fix.text + line.slice(at + fix.length);
  return lines.join('\n');
}
