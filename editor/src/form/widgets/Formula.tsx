import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { Unreachable } from '../../api/errors';
import type { FormulaCheck } from '../../api/types';
import { useForm } from '../context';
import { asText, type WidgetProps } from './widget';

const FormulaEditor = lazy(() => import('../formula/FormulaEditor'));
const AFTER = 300;
const AGAIN = 3000;

/** A formula, checked by the server while it is typed: line, column and what to do. */
export function Formula({ id, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const text = asText(value);
  const check = useCheck(text);
  return (
    <div className="formula" data-invalid={invalid || (check && !check.ok) || undefined}>
      <div className="formula-box">
        <Suspense fallback={<pre className="formula-waiting">{text}</pre>}>
          <FormulaEditor
            labelledBy={`${id}-label`}
            describedBy={describedBy}
            value={text}
            disabled={form.disabled}
            check={check}
            onChange={(next) => form.change(path, next)}
            onLeave={form.leave}
          />
        </Suspense>
      </div>
      {check?.ok && check.inputs.length > 0 && (
        <p className="formula-ok">{t('formula.reads', { points: check.inputs.join(', ') })}</p>
      )}
      {check && !check.ok && (
        <p className="formula-error" role="alert">
          <b>{t('formula.place', { line: check.line, column: check.column })}</b> {check.message}
          {check.hint && <span className="sec"> {check.hint}</span>}
        </p>
      )}
    </div>
  );
}

function useCheck(formula: string): FormulaCheck | null {
  const [check, setCheck] = useState<FormulaCheck | null>(null);
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
  }, [formula]);
  return check;
}
