import { useTranslation } from 'react-i18next';

import type { Alarm, Sample } from '../../api/types';
import { formatTime, formatValue } from '../../components/format';
import { usePointLook } from './pointLooks';
import { line, scale, ticks } from './trendShape';

const WIDTH = 324;
const HEIGHT = 120;
const BOX = { left: 40, right: WIDTH - 44, top: 6, bottom: HEIGHT - 18 };

/** The last values of the point with the limit; one unit is one pixel. Bad values leave a gap. */
export function Trend({ alarm, samples }: { alarm: Alarm; samples: Sample[] }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  const { x, y } = scale(samples, alarm.limit, BOX);
  const first = samples[0]?.time;
  const last = samples.at(-1);
  return (
    <svg className="al-trend" width={WIDTH} height={HEIGHT} role="img" aria-label={t('panel.trend')}>
      {ticks(y.from, y.to).map((value) => (
        <g key={value}>
          <path className="gl" d={`M${BOX.left} ${half(y.at(value))}H${BOX.right}`} />
          <text x={BOX.left - 5} y={y.at(value) + 3.5} textAnchor="end">
            {formatValue(value)}
          </text>
        </g>
      ))}
      {alarm.limit !== null && (
        <g>
          <path
            className={`limit ${alarm.priority}`}
            d={`M${BOX.left} ${half(y.at(alarm.limit))}H${BOX.right}`}
          />
          <text className="name" x={BOX.right + 4} y={y.at(alarm.limit) + 3.5}>
            {alarm.level ?? ''} {formatValue(alarm.limit, { digits: look?.digits })}
          </text>
        </g>
      )}
      <path className="ln" d={line(samples, x, y.at)} />
      {last?.value !== null && last && <circle cx={x(last.time)} cy={y.at(last.value)} r="3" />}
      <text x={BOX.left} y={HEIGHT - 4}>
        {formatTime(first)}
      </text>
      <text x={BOX.right} y={HEIGHT - 4} textAnchor="end">
        {formatTime(last?.time)}
      </text>
    </svg>
  );
}

/** Hairlines lie on half pixels. */
const half = (y: number) => Math.round(y) + 0.5;
