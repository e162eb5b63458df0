import { useReactFlow } from '@xyflow/react';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../../api/client';
import type { TraceStep, WholeTrace } from '../../../api/traces';
import { useResource } from '../../../api/useResource';
import { Waiting } from '../../../components/Waiting';
import { Icon } from '../../../look/Icon';
import { iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { causeText, dataText, milliseconds, outputText } from './text';

/** One trace, step by step; `known` is how many steps the list knows of. A click on a step selects its node and shows what went in and out. */
export function TraceSteps({ id, known }: { id: string; known: number }) {
  const { t } = useTranslation('traces');
  const whole = useResource<WholeTrace>(id ? path`/traces/${id}` : null);
  const { reload } = whole;
  const seen = useRef(known);
  useEffect(() => {
    // A trace goes on until its last action is done.
    if (seen.current !== known) reload();
    seen.current = known;
  }, [known, reload]);
  if (!id) return <p className="hint">{t('choose')}</p>;
  return <Waiting of={whole}>{({ steps }) => <Steps key={id} steps={steps} />}</Waiting>;
}

function Steps({ steps }: { steps: TraceStep[] }) {
  const { t } = useTranslation('traces');
  const [open, setOpen] = useState(-1);
  const show = useShow();
  const choose = (step: TraceStep, i: number) => {
    setOpen(i === open ? -1 : i);
    show(step);
  };
  return (
    <table className="t list steps" aria-label={t('stepTable')}>
      <thead>
        <tr>
          <th>{t('node')}</th>
          <th>{t('in')}</th>
          <th className="wide">{t('out')}</th>
          <th className="num">{t('ms')}</th>
          <th>{t('error')}</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step, i) => (
          <Fragment key={i}>
            <StepRow step={step} open={i === open} onChoose={() => choose(step, i)} />
            {i === open && <StepData step={step} />}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  step: TraceStep;
  open: boolean;
  onChoose: () => void;
}

function StepRow({ step, open, onChoose }: RowProps) {
  const { t } = useTranslation('traces');
  const own = useEditor((state) => state.document?.id === step.flow);
  const node = useEditor((state) => (own ? state.document?.nodes[step.node] : undefined));
  const name = node?.name ?? (own ? step.node : `${step.flow} / ${step.node}`);
  return (
    <tr className={open ? 'cur' : undefined} data-step={step.node} data-failed={step.error ? '' : undefined}>
      <td>
        <button type="button" className="link step" aria-expanded={open} onClick={onChoose}>
          {node && <Icon name={iconOf(node.kind)} small />} {name}
        </button>
      </td>
      <td className="sec">{causeText(t, step)}</td>
      <td className="cut sec">{outputText(t, step)}</td>
      <td className="num tn">{milliseconds(step.ms)}</td>
      <td className="step-error" title={step.error}>
        {step.error}
      </td>
    </tr>
  );
}

function StepData({ step }: { step: TraceStep }) {
  const { t } = useTranslation('traces');
  const events = step.outputs.flatMap((output) => ('event' in output ? [output] : []));
  return (
    <tr className="step-data">
      <td colSpan={5}>
        <dl>
          <dt>{t('in')}</dt>
          <dd>{step.input ? dataText(t, step.input) : '–'}</dd>
          {events.map(({ port, event }) => (
            <Fragment key={event.id}>
              <dt>{port}</dt>
              <dd>{dataText(t, event)}</dd>
            </Fragment>
          ))}
        </dl>
      </td>
    </tr>
  );
}

/** Selects the node of a step and brings it into view, when it is one of this flow. */
function useShow() {
  const { getNode, setCenter, getZoom } = useReactFlow();
  return (step: TraceStep) => {
    const { document, select } = useEditor.getState();
    if (document?.id !== step.flow || !document.nodes[step.node]) return;
    select([step.node]);
    const at = getNode(step.node)?.position;
    if (at) void setCenter(at.x + 72, at.y + 24, { zoom: Math.max(getZoom(), 0.8) });
  };
}
