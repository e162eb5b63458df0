import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

import { messageOf } from '../../../api/errors';
import { OUTCOMES, type Outcome, type Trace } from '../../../api/traces';
import { clockTime, formatDay } from '../../../flow/format';
import { useEditor } from '../../../store';
import { useFilter } from '../traces/filterStore';
import { OutcomeMark } from '../traces/OutcomeMark';
import { milliseconds } from '../traces/text';
import { useTraces } from '../traces/useTraces';
import type { RunPlace } from './place';

/** The traces of the flow that fit the filter, by day; one is shown on the canvas. */
export function RunList({ place }: { place: RunPlace }) {
  const { t } = useTranslation('run');
  const flow = useEditor((state) => state.document?.id ?? '');
  const { filter, change } = useFilter(flow);
  const { traces, error, atEnd, older } = useTraces(flow, filter);
  return (
    <nav className="run-list" aria-label={t('list')}>
      <h3>
        <span>{t('list')}</span>
        <select
          className="inp"
          aria-label={t('traces:filter')}
          value={filter.outcome}
          onChange={(event) => change({ outcome: event.target.value as Outcome | '' })}
        >
          <option value="">{t('traces:all')}</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`traces:outcome.${outcome}`)}
            </option>
          ))}
        </select>
      </h3>
      <div className="run-entries">
        {error !== null && (
          <p className="hint" role="alert">
            {messageOf(error)}
          </p>
        )}
        {traces?.length === 0 && <p className="hint">{t('traces:noneFits')}</p>}
        {traces?.map((trace, i) => (
          <Fragment key={trace.id}>
            {formatDay(trace.time) !== formatDay(traces[i - 1]?.time ?? '') && (
              <p className="day">{formatDay(trace.time)}</p>
            )}
            <Entry trace={trace} current={trace.id === place.trace} onOpen={place.open} />
          </Fragment>
        ))}
        {traces && !atEnd && (
          <button type="button" className="btn sm traces-older" onClick={older}>
            {t('traces:older')}
          </button>
        )}
      </div>
    </nav>
  );
}

interface EntryProps {
  trace: Trace;
  current: boolean;
  onOpen: (id: string) => void;
}

function Entry({ trace, current, onOpen }: EntryProps) {
  return (
    <button
      type="button"
      className="run-entry"
      aria-current={current || undefined}
      onClick={() => onOpen(trace.id)}
    >
      <OutcomeMark outcome={trace.outcome} />
      <span className="tn">{clockTime(trace.time)}</span>
      <span className="tn sec">{milliseconds(trace.duration_ms)}</span>
      <small title={trace.error || undefined}>
        {trace.error || [trace.kind, trace.point].filter(Boolean).join(' ')}
      </small>
    </button>
  );
}
