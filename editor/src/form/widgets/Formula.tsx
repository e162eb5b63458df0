import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Late, late } from '../../components/Late';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { FormulaResult } from '../formula/FormulaResult';
import { FormulaWrong } from '../formula/FormulaWrong';
import { mended, useCheck, usePreview } from '../formula/result';
import { asText, type WidgetProps } from './widget';

const FormulaEditor = late(() => import('../formula/FormulaEditor'));
const FormulaDialog = late(() => import('../formula/FormulaDialog'));

/** A formula, checked by the server while it is typed: line, column and what to do. */
export function Formula({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const [large, setLarge] = useState(false);
  const text = asText(value);
  const { check, fix } = useCheck(text);
  const wrong = useMemo(() => (check && !check.ok ? check : null), [check]);
  const trial = usePreview(text, check?.ok === true && check.inputs.length > 0);
  const mend =
    fix && !form.disabled
      ? () => {
          form.leave();
          form.change(path, mended(text, fix));
          form.leave();
        }
      : undefined;
  return (
    <div className="formula" data-invalid={invalid || wrong !== null || undefined}>
      <div className="formula-box">
        <Late fallback={<pre className="formula-waiting">{text}</pre>}>
          <FormulaEditor
            labelledBy={`${id}-label`}
            describedBy={describedBy}
            value={text}
            disabled={form.disabled}
            wrong={wrong}
            onFix={mend}
            onChange={(next) => form.change(path, next)}
            onLeave={form.leave}
          />
        </Late>
        <button
          type="button"
          className="btn ghost icon sm formula-large"
          aria-label={t('formula.large')}
          title={t('formula.large')}
          onClick={() => setLarge(true)}
        >
          <Icon name="expand" small />
        </button>
      </div>
      <FormulaResult check={check} trial={trial} />
      {wrong && <FormulaWrong wrong={wrong} onFix={mend} />}
      {large && (
        <Late>
          <FormulaDialog
            title={kindText(field.title)}
            text={text}
            check={check}
            onChange={(next: string) => form.change(path, next)}
            onFix={mend}
            onClose={() => setLarge(false)}
          />
        </Late>
      )}
    </div>
  );
}
