import { useTranslation } from 'react-i18next';

import type { StoredEvent } from '../../../api/events';
import type { Alarm, Sample } from '../../../api/types';
import { formatTime, formatValue } from '../../../components/format';
import { useKind, useUnit } from '../AlarmValue';
import { useSpan } from '../act/span';
import { isActive } from '../order';
import { usePointLook } from '../pointLooks';
import { changeOf } from '../story/change';
import { useSentence } from '../story/useSentence';
import { useKnowledgeOf } from './Knowledge';
import { inSight, labelled, ladderOf, type Rung } from './ladder';
import { line, scale, ticks } from './trendShape';

const WIDTH = 324;
const HEIGHT = 120;
const BOX = { left: 40, right: WIDTH - 44, top: 6, bottom: HEIGHT - 18 };
const SPANS = [1200, 3600, 28_800, 86_400];

interface Props {
  alarm: Alarm;
  samples: Sample[];
  /** Whether these are all there are. */
  asked: boolean;
  events: StoredEvent[];
  span: number;
  onSpan: (seconds: number) => void;
}

/** The values of the point with all its limits, the time in alarm tinted, transitions as marks below. */
export function Trend({ alarm, samples, asked, events, span, onSpan }: Props) {
  const { t } = useTranslation('operations');
  const unit = useUnit(alarm);
  const words = useSpan();
  return (
    <>
      <div className="al-trend-head">
        <span>{unit}</span>
        <select
          aria-label={t('panel.span')}
          value={span}
          onChange={(event) => onSpan(Number(event.target.value))}
        >
          {SPANS.map((seconds) => (
            <option key={seconds} value={seconds}>
              {words(seconds)}
            </option>
          ))}
        </select>
      </div>
      {samples.length > 1 ? (
        <Chart alarm={alarm} samples={samples} events={events} />
      ) : (
        <p className="sec al-no-trend">{asked && t('panel.noTrend')}</p>
      )}
    </>
  );
}

function Chart({ alarm, samples, events }: Pick<Props, 'alarm' | 'samples' | 'events'>) {
  const { t } = useTranslation('operations');
  const kind = useKind(alarm);
  const kept = useKnowledgeOf(alarm);
  const values = samples.flatMap((sample) => sample.value ?? []);
  const rungs = inSight(ladderOf(alarm, kind.code, kept?.running), values);
  const seen = rungs.flatMap(({ limit, back, current }) =>
    current && back !== null ? [limit, back] : [limit],
  );
  const { x, y } = scale(samples, seen, BOX);
  const first = samples[0]?.time ?? '';
  const last = samples.at(-1);
  const since = alarm.active_since && isActive(alarm) ? Math.max(x(alarm.active_since), BOX.left) : null;
  return (
    <svg className="al-trend" width={WIDTH} height={HEIGHT} role="img" aria-label={t('panel.trend')}>
      {since !== null && since < BOX.right && (
        <rect
          className={`tint ${alarm.priority}`}
          x={since}
          y={BOX.top}
          width={BOX.right - since}
          height={BOX.bottom - BOX.top}
        />
      )}
      {ticks(y.from, y.to).map((value) => (
        <g key={value}>
          <path className="gl" d={`M${BOX.left} ${half(y.at(value))}H${BOX.right}`} />
          <text x={BOX.left - 5} y={y.at(value) + 3.5} textAnchor="end">
            {formatValue(value)}
          </text>
        </g>
      ))}
      <Ladder alarm={alarm} rungs={rungs} y={y.at} />
      <path className="ln" d={line(samples, x, y.at)} />
      {last?.value !== null && last && <circle cx={x(last.time)} cy={y.at(last.value)} r="3" />}
      {events
        .filter((event) => event.time >= first)
        .map((event) => (
          <Mark key={event.id} event={event} x={Math.min(x(event.time), BOX.right)} />
        ))}
      <text x={BOX.left} y={HEIGHT - 4}>
        {formatTime(first)}
      </text>
      <text x={BOX.right} y={HEIGHT - 4} textAnchor="end">
        {formatTime(last?.time)}
      </text>
    </svg>
  );
}

interface LadderProps {
  alarm: Alarm;
  rungs: Rung[];
  y: (value: number) => number;
}

/** All limits with their names; the colour of the priority only where the alarm stands, its deadband as a band. */
function Ladder({ alarm, rungs, y }: LadderProps) {
  const look = usePointLook(alarm.point);
  const named = labelled(rungs, y);
  return rungs.map((rung) => {
    const { code, limit, back, current } = rung;
    const colour = current ? alarm.priority : 'other';
    return (
      <g key={code}>
        {current && back !== null && (
          <rect
            className={`band ${alarm.priority}`}
            x={BOX.left}
            y={Math.min(y(limit), y(back))}
            width={BOX.right - BOX.left}
            height={Math.abs(y(back) - y(limit))}
          />
        )}
        <path className={`limit ${colour}`} d={`M${BOX.left} ${half(y(limit))}H${BOX.right}`} />
        {current && back !== null && (
          <path className={`limit back ${colour}`} d={`M${BOX.left} ${half(y(back))}H${BOX.right}`} />
        )}
        {named.has(rung) && (
          <text className={current ? 'name' : ''} x={BOX.right + 4} y={y(limit) + 3.5}>
            {code} {formatValue(limit, { digits: look?.digits })}
          </text>
        )}
      </g>
    );
  });
}

/** What the condition did is a triangle, what people did a ring; pointing at it tells what it was. */
function Mark({ event, x }: { event: StoredEvent; x: number }) {
  const sentence = useSentence(event);
  const change = changeOf(event);
  if (!MARKED.has(change) && !PEOPLE.has(change)) return null;
  return (
    <g>
      <title>{`${formatTime(event.time)} ${sentence}`}</title>
      {MARKED.has(change) ? (
        <path className="mark" d={`M${(x - 3.5).toFixed(1)} ${BOX.bottom}l3.5-6 3.5 6z`} />
      ) : (
        <circle className="ring" cx={x} cy={BOX.bottom - 3} r="2.5" />
      )}
    </g>
  );
}

const MARKED = new Set(['active', 'escalate', 'ease', 'clear', 'realarm', 'priority']);
const PEOPLE = new Set(['ack', 'reset', 'shelve', 'unshelve', 'out_of_service', 'in_service']);
/** Hairlines lie on half pixels. */
const half = (y: number) => Math.round(y) + 0.5;
