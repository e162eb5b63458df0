import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Late, late } from '../../components/Late';
import { useForm } from '../context';
import { asText, type WidgetProps } from '../widgets/widget';
import { useSamples } from './offered';
import { partsOf } from './paths';
import { SamplePicker } from './SamplePicker';
import { type Before, type Tried, useTried } from './usePreview';

const Editor = late(() => import('../formula/FormulaEditor'));
const NONE: Before[] = [];

export const ExpressionField = (props: WidgetProps & { before?: Before[] }) => (
  <EventField {...props} what="expression" />
);
export const TemplateField = (props: WidgetProps) => <EventField {...props} what="template" />;

type Props = WidgetProps & { what: 'expression' | 'template'; before?: Before[] };

/** An expression or a template with what it gives of an event that is picked. */
function EventField({ id, path, value, invalid, describedBy, what, before = NONE }: Props) {
  const form = useForm();
  const text = asText(value);
  const samples = useSamples();
  const tried = useTried(what, text, form.disabled ? null : samples.sample, before);
  const parts = useMemo(() => (samples.sample ? partsOf(samples.sample) : []), [samples.sample]);
  const wrong = useMemo(() => (tried && !tried.ok ? tried : null), [tried]);
  const insert = useRef<(text: string) => void>(() => {});
  const onReady = useCallback((put: (text: string) => void) => {
    insert.current = put;
  }, []);
  return (
    <div className="formula event-field" data-invalid={invalid || undefined}>
      <div className="formula-box">
        <Late fallback={<pre className="formula-waiting">{text}</pre>}>
          <Editor
            mode={what}
            parts={parts}
            labelledBy={`${id}-label`}
            describedBy={describedBy}
            value={text}
            disabled={form.disabled}
            wrong={wrong}
            onReady={onReady}
            onChange={(next) => form.change(path, what === 'expression' ? next.replace(/\n/g, ' ') : next)}
            onLeave={form.leave}
          />
        </Late>
      </div>
      {!form.disabled && (
        <div className="tried-line">
          <Result tried={tried} />
          <SamplePicker
            samples={samples}
            onInsert={(part) =>
              insert.current(what === 'template' && !inBraces(text) ? `{{ ${part} }}` : part)
            }
          />
        </div>
      )}
      {tried?.ok && 'text' in tried && <pre className="tried-text">{tried.text}</pre>}
    </div>
  );
}

/** An open brace is closed by whoever opened it. */
const inBraces = (text: string): boolean => /\{[{%][^}]*$/.test(text);

function Result({ tried }: { tried: Tried | null }) {
  const { t } = useTranslation('fields');
  if (!tried) return <span className="mut tried">{t('tried.none')}</span>;
  if (!tried.ok)
    return (
      <span className="tried field-error" role="alert">
        <b>{t('form:formula.place', { line: tried.line, column: tried.column })}</b> {tried.message}
        {tried.hint && <span className="sec"> {tried.hint}</span>}
      </span>
    );
  if ('text' in tried) return <span className="mut tried">{t('tried.text')}</span>;
  return (
    <output className="tried">
      = <b>{tried.shown}</b> <span className="u">{t(`tried.is.${tried.type}`)}</span>
    </output>
  );
}
