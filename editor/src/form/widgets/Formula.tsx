import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { Late, late } from '../../components/Late';
import { useForm } from '../context';
import { FormulaResult } from '../formula/FormulaResult';
import { useCheck } from '../formula/result';
import { asText, type WidgetProps } from './widget';

const FormulaEditor = late(() => import('../formula/FormulaEditor'));

/** A formula, checked by the server while it is typed: line, column and what to do. */
export function Formula({ id, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const text = asText(value);
  const check = useCheck(text);
  const wrong = useMemo(() => (check && !check.ok ? check : null), [check]);
  return (
    <div className="formula" data-invalid={invalid || (check && !check.ok) || undefined}>
      <div className="formula-box">
        <Late fallback={<pre className="formula-waiting">{text}</pre>}>
          <FormulaEditor
            labelledBy={`${id}-label`}
            describedBy={describedBy}
            value={text}
            disabled={form.disabled}
            wrong={wrong}
            onChange={(next) => form.change(path, next)}
            onLeave={form.leave}
          />
        </Late>
      </div>
      <FormulaResult formula={text} check={check} />
      {check && !check.ok && (
        <p className="formula-error" role="alert">
          <b>{t('formula.place', { line: check.line, column: check.column })}</b> {check.message}
          {check.hint && <span className="sec"> {check.hint}</span>}
        </p>
      )}
    </div>
  );
}
