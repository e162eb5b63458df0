import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

import { clockTime } from '../../flow/format';
import type { TrendSample } from './types';
import { shown } from './words';

const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 20;

/** The result over the last hour and on; a bad value is a gap. */
export function FormulaTrend({ samples, unit }: { samples: readonly TrendSample[]; unit: string }) {
  const { t } = useTranslation('fields');
  const { ref, width } = useElementSize();
  const values = samples.flatMap(({ value }) => (value === null ? [] : [value]));
  const title = unit ? t('formula.trendIn', { unit }) : t('formula.trend');
  return (
    <div className="fn-trend">
      <h4>{title}</h4>
      <div ref={ref}>
        {values.length < 2 ? (
          <p className="mut">{t('formula.noTrend')}</p>
        ) : (
          <Lines samples={samples} values={values} width={Math.max(200, width)} title={title} />
        )}
      </div>
    </div>
  );
}

interface LineProps {
  samples: readonly TrendSample[];
  values: number[];
  width: number;
  title: string;
}

function Lines({ samples, values, width, title }: LineProps) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least || Math.abs(most) || 1) * 0.1;
  const [low, high] = [least - room, most + room];
  const [from, to] = [
    samples[0]?.time ?? 0,
    Math.max(samples.at(-1)?.time ?? 1, (samples[0]?.time ?? 0) + 1),
  ];
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (width - LEFT - 8);
  const y = (value: number) => 8 + ((high - value) / (high - low)) * (HEIGHT - BOTTOM - 8);
  let path = '';
  let gap = true;
  for (const { time, value } of samples) {
    if (value !== null) path += `${gap ? 'M' : 'L'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    gap = value === null;
  }
  const times = [from, (from + to) / 2, to];
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={`${title}: ${shown(least)} … ${shown(most)}`}>
      {[least, (least + most) / 2, most].map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={width - 8} y1={y(value)} y2={y(value)} stroke="var(--line)" />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {shown(value)}
          </text>
        </g>
      ))}
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth={1.5} />
      {times.map((time, i) => (
        <text
          key={time}
          x={x(time)}
          y={HEIGHT - 4}
          textAnchor={i === 0 ? 'start' : i === 2 ? 'end' : 'middle'}
        >
          {clockTime(new Date(time).toISOString())}
        </text>
      ))}
    </svg>
  );
}
