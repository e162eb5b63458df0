import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { FormulaCheck } from '../../api/types';
import { useForm } from '../context';
import { asText, type WidgetProps } from './widget';

const AFTER = 300;

/** A formula, checked by the server while it is typed: line, column and what to do. */
export function Formula({ id, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const text = asText(value);
  const check = useCheck(text);
  const lines = text.split('\n').length;
  return (
    <div className="formula" data-invalid={invalid || (check && !check.ok) || undefined}>
      <div className="formula-box">
        <pre className="gutter" aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            <span key={i} data-bad={(check && !check.ok && check.line === i + 1) || undefined}>
              {i + 1}
            </span>
          ))}
        </pre>
        <textarea
          id={id}
          className="mono"
          rows={Math.min(20, Math.max(4, lines + 1))}
          value={text}
          disabled={form.disabled}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          spellCheck={false}
          wrap="off"
          onChange={(event) => form.change(path, event.target.value)}
          onBlur={form.leave}
        />
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
    const timer = setTimeout(() => {
      api
        .post<FormulaCheck>('/formula/check', { formula }, { signal: stop.signal })
        .then(setCheck)
        .catch(() => undefined); // The save state tells about a server that does not answer.
    }, AFTER);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [formula]);
  return check;
}
