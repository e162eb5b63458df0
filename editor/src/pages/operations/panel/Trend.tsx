import { useTranslation } from 'react-i18next';

import type { StoredEvent } from '../../../api/events';
import type { Alarm, Sample } from '../../../api/types';
import { formatTime, formatValue } from '../../../components/format';
import { useKind, useUnit } from '../AlarmValue';
import { useSpan } from '../act/span';
import { isActive } from '../order';
import { usePointLook } from '../pointLooks';
import { changeOf } from '../story/change';
import { line, scale, ticks } from './trendShape';

const WIDTH = 324;
const HEIGHT = 120;
const BOX = { left: 40, right: WIDTH - 44, top: 6, bottom: HEIGHT - 18 };
const SPANS = [1200, 3600, 28_800, 86_400];

interface Props {
  alarm: Alarm;
  samples: Sample[];
  events: StoredEvent[];
  span: number;
  onSpan: (seconds: number) => void;
}

/** The values of the point with the limit, the time in alarm tinted, transitions as marks below. */
export function Trend({ alarm, samples, events, span, onSpan }: Props) {
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
        <p className="sec al-no-trend">{t('panel.noTrend')}</p>
      )}
    </>
  );
}

function Chart({ alarm, samples, events }: Pick<Props, 'alarm' | 'samples' | 'events'>) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  const kind = useKind(alarm);
  const limit = !alarm.type || alarm.type === 'limit' ? alarm.limit : null;
  const { x, y } = scale(samples, limit, BOX);
  const first = samples[0]?.time ?? '';
  const last = samples.at(-1);
  const since = alarm.active_since && isActive(alarm) ? Math.max(x(alarm.active_since), BOX.left) : null;
  const marks = events.filter((event) => event.time >= first && MARKED.has(changeOf(event)));
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
      {limit !== null && (
        <g>
          <path className={`limit ${alarm.priority}`} d={`M${BOX.left} ${half(y.at(limit))}H${BOX.right}`} />
          <text className="name" x={BOX.right + 4} y={y.at(limit) + 3.5}>
            {kind.code} {formatValue(limit, { digits: look?.digits })}
          </text>
        </g>
      )}
      {limit !== null && typeof alarm.returns === 'number' && inside(y, alarm.returns) && (
        <path
          className={`limit back ${alarm.priority}`}
          d={`M${BOX.left} ${half(y.at(alarm.returns))}H${BOX.right}`}
        />
      )}
      <path className="ln" d={line(samples, x, y.at)} />
      {last?.value !== null && last && <circle cx={x(last.time)} cy={y.at(last.value)} r="3" />}
      {marks.map((event) => (
        <path
          key={event.id}
          className="mark"
          d={`M${(Math.min(x(event.time), BOX.right) - 3.5).toFixed(1)} ${BOX.bottom}l3.5-6 3.5 6z`}
        />
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

const MARKED = new Set(['active', 'escalate', 'ease', 'clear']);
const inside = (y: { from: number; to: number }, value: number) => value >= y.from && value <= y.to;
/** Hairlines lie on half pixels. */
const half = (y: number) => Math.round(y) + 0.5;
