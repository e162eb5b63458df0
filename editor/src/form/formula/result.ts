/** What a formula is while it is typed: whether it can be understood, its units, and what it gives right now. */

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { Unreachable } from '../../api/errors';
import type { FormulaCheck, FormulaPreview } from '../../api/types';

const AFTER = 300;
const AGAIN = 3000;

/** Asked a moment after the last key, in the language of the page. */
export function useCheck(formula: string): FormulaCheck | null {
  const [check, setCheck] = useState<FormulaCheck | null>(null);
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
        .then((found) => !stop.signal.aborted && setCheck(found))
        .catch((error: unknown) => {
          // The save state tells about a server that does not answer; the formula is not left unchecked for it.
          if (error instanceof Unreachable && !stop.signal.aborted) timer = setTimeout(ask, AGAIN);
        });
    }
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [formula, language]);
  return check;
}

/** The value with the last known values of its points, asked again while it is looked at; null while there is none. */
export function usePreview(formula: string, right: boolean): FormulaPreview['sample'] {
  const [sample, setSample] = useState<FormulaPreview['sample']>(null);
  useEffect(() => {
    setSample(null);
    if (!right) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    function ask() {
      api
        .post<FormulaPreview>('/formula/preview', { formula }, { signal: stop.signal })
        .then((found) => !stop.signal.aborted && setSample(found.sample ?? null))
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
  }, [formula, right]);
  return sample;
}
