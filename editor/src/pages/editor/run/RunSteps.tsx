import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { TraceStep } from '../../../api/traces';
import type { FlowDocument } from '../../../api/types';
import { rootOf } from '../../../flow/blocks';
import { Icon } from '../../../look/Icon';
import { iconOf } from '../../../look/kinds';
import { causeText, milliseconds, outputText } from '../traces/text';
import type { Span } from './run';

interface Props {
  steps: readonly TraceStep[];
  spans: readonly Span[];
  whole: number;
  at: number;
  document: FlowDocument | null;
  onStep: (step: number) => void;
}

/** Every step with when it began and how long it took; hatched is waiting. */
export function RunSteps({ steps, spans, whole, at, document, onStep }: Props) {
  const { t } = useTranslation('run');
  const current = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step, another row.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <section className="run-steps">
      <h3>
        {t('steps')} <span className="count">{steps.length}</span>
        <span className="sp" />
        <span className="mut">{t('hatched')}</span>
      </h3>
      <div className="run-scroll">
        <table className="t" aria-label={t('steps')}>
          <thead>
            <tr>
              <th>#</th>
              <th className="wide">{t('step')}</th>
              <th className="num">{t('start')}</th>
              <th className="num">{t('traces:ms')}</th>
              <th>{t('until', { time: milliseconds(whole) })}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, i) => (
              <Row
                key={i}
                ref={i + 1 === at ? current : undefined}
                step={step}
                span={spans[i]}
                whole={whole}
                number={i + 1}
                current={i + 1 === at}
                document={document}
                onStep={onStep}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  ref: React.Ref<HTMLTableRowElement> | undefined;
  step: TraceStep;
  span: Span | undefined;
  whole: number;
  number: number;
  current: boolean;
  document: FlowDocument | null;
  onStep: (step: number) => void;
}

function Row({ ref, step, span, whole, number, current, document, onStep }: RowProps) {
  const { t } = useTranslation('run');
  const own = document?.id === step.flow;
  const [root, inside] = rootOf(step.node);
  const node = own ? document?.nodes[root.replace(/~.*/, '')] : undefined;
  const name = node ? [node.name, inside].filter(Boolean).join(' / ') : step.node;
  const { start, took, waited } = span ?? { start: 0, took: 0, waited: 0 };
  return (
    <tr
      ref={ref}
      className={current ? 'sel' : undefined}
      data-step={step.node}
      data-failed={step.error ? '' : undefined}
      onClick={() => onStep(number)}
    >
      <td className="mut tn">{number}</td>
      <td className="cut">
        <button
          type="button"
          className="link"
          aria-current={current ? 'step' : undefined}
          onClick={() => onStep(number)}
        >
          {node && <Icon name={iconOf(node.kind)} small />}
          {own ? name : `${step.flow} / ${name}`}
        </button>{' '}
        <span className="mut">
          {causeText(t, step)}
          {step.outputs.length > 0 && ` → ${outputText(t, step)}`}
        </span>
        {step.error && <div className="step-error">{step.error}</div>}
      </td>
      <td className="num tn sec">{start > 0 ? `+${milliseconds(start)}` : '+0'}</td>
      <td className="num tn">{took > 0 ? milliseconds(took) : '–'}</td>
      <td>
        <div className="run-time" aria-hidden="true">
          {start > waited && <i className="w" style={bar(waited, start - waited, whole)} />}
          <i style={bar(start, took, whole)} />
        </div>
      </td>
    </tr>
  );
}

const bar = (start: number, length: number, whole: number) => ({
  left: `${whole > 0 ? (start / whole) * 100 : 0}%`,
  width: `${whole > 0 ? (length / whole) * 100 : 0}%`,
});
