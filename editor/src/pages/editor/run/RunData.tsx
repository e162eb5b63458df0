import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

import type { StepEvent, TraceStep } from '../../../api/traces';
import { copyText } from '../../../app/copy';
import { useEditor } from '../../../store';
import { PinButtons } from '../pins/PinButtons';
import type { Pin } from '../pins/pins';
import { causeText } from '../traces/text';
import { linesOf } from './lines';
import { eventsOf } from './run';

/** What came in at a step beside what went out. */
export function RunData({ step, number }: { step: TraceStep; number: number }) {
  const { t } = useTranslation('run');
  const outs = eventsOf(step);
  const own = useEditor((state) => state.document?.id === step.flow);
  const left = step.outputs.reduce((sum, one) => sum + ('more' in one ? one.more : 0), 0);
  return (
    <>
      <Pane
        title={t('traces:in')}
        about={`${t('ofStep', { number })}, ${causeText(t, step)}`}
        copy={step.input}
      >
        {step.input ? <Data event={step.input} /> : <p className="hint">{t('noEvent')}</p>}
      </Pane>
      <Pane title={t('traces:out')} about={outs.map(({ port }) => port).join(', ')} copy={outs}>
        {step.error && <p className="run-error">{step.error}</p>}
        {outs.map(({ port, event }) => (
          <Fragment key={`${port} ${event.id}`}>
            <h4>
              {port}
              {own && <PinButtons output={`${step.node}/${port}`} shown={pinnable(event)} />}
            </h4>
            <Data event={event} />
          </Fragment>
        ))}
        {left > 0 && <p className="hint">{t('traces:more', { count: left })}</p>}
        {outs.length === 0 && !step.error && <p className="hint">{t('nothingOut')}</p>}
      </Pane>
    </>
  );
}

/** Data that were too long to keep cannot be pinned. */
const pinnable = ({ time, kind, point, data }: StepEvent): Partial<Pin> =>
  data ? { events: [{ time, kind, point, data }] } : {};

interface PaneProps {
  title: string;
  about: string;
  copy: unknown;
  children: React.ReactNode;
}

function Pane({ title, about, copy, children }: PaneProps) {
  const { t } = useTranslation('run');
  const take = () => void copyText(JSON.stringify(copy, null, 2), t('dataCopied'));
  return (
    <section className="run-pane" aria-label={title}>
      <h3>
        {title} <span className="mut">{about}</span>
        <span className="sp" />
        <button type="button" className="btn ghost sm" disabled={!copy} onClick={take}>
          {t('copy')}
        </button>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it. */}
      <div className="run-scroll" tabIndex={0}>
        {children}
      </div>
    </section>
  );
}

function Data({ event }: { event: StepEvent }) {
  const { t } = useTranslation('traces');
  const { kind, point, time } = event;
  const head = linesOf({ kind, ...(point ? { point } : {}), time });
  const data = event.data ? linesOf(event.data) : [];
  return (
    <pre className="run-data">
      {[...head, ...data].map(({ indent, key, value, type }, i) => (
        <div key={i} style={{ paddingLeft: indent * 16 }}>
          <span className="k">{key}</span>
          {value !== '' && (
            <>
              : <span data-type={type}>{value}</span>
            </>
          )}
        </div>
      ))}
      {event.data === null && t('cut', { bytes: event.cut })}
    </pre>
  );
}
