import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Sample } from '../../../api/types';
import { clockTime, formatNumber, formatValue } from '../../../flow/format';
import { usePoints } from '../../../store/points';
import { type Band, bandsOf, doubtful, linePath, type Series, seriesOf, spanOf } from './series';
import './spark.css';

const LEFT = 48;
const RIGHT = 8;
const HEIGHT = 96;
const TOP = 8;
const NARROW = 280;
/** Points that are drawn at first; the others can be switched on. */
const AT_FIRST = 6;
/** Told apart by colour and dashes together. */
const LOOKS = [
  ['--accent', ''],
  ['--kind-action', '6 3'],
  ['--kind-qc', '2 2'],
  ['--kind-compute', '8 3 2 3'],
  ['--kind-source', '4 2 1 2'],
  ['--ink-2', '1 3'],
] as const;
const lookOf = (i: number) => LOOKS[i % LOOKS.length] ?? LOOKS[0];

/** Samples over source time: a line for each point, a band for each unit. The same data stand in the table beside it. */
export function Trend({ samples }: { samples: readonly Sample[] }) {
  const { t } = useTranslation('spark');
  const points = usePoints((state) => state.byName);
  const { ref, width } = useElementSize();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const all = useMemo(() => seriesOf(samples), [samples]);
  const ranks = new Map(all.map(({ point }, i) => [point, i]));
  const shown = all.filter(({ point }, i) => i < AT_FIRST !== toggled.has(point));
  const bands = bandsOf(shown, (point) => points[point]?.unit ?? '');
  const [from, to] = spanOf(shown);
  const room = Math.max(NARROW, width);
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (room - LEFT - RIGHT);
  const toggle = (point: string) => {
    const next = new Set(toggled);
    if (!next.delete(point)) next.add(point);
    setToggled(next);
  };
  if (all.length === 0) return null;
  const height = Math.max(1, bands.length) * HEIGHT + 20;
  return (
    <div className="trend" ref={ref}>
      <svg
        width={room}
        height={height}
        role="img"
        aria-label={t('trend', { count: shown.length, from: clock(from), to: clock(to) })}
      >
        {bands.map((band, i) => (
          <BandView
            key={band.unit}
            band={band}
            top={i * HEIGHT}
            x={x}
            right={room - RIGHT}
            end={to}
            ranks={ranks}
          />
        ))}
        <text x={LEFT} y={height - 4}>
          {clock(from)}
        </text>
        <text x={room - RIGHT} y={height - 4} textAnchor="end">
          {clock(to)}
        </text>
      </svg>
      <div className="trend-points">
        {all.map((one, i) => (
          <Legend
            key={one.point}
            series={one}
            rank={i}
            on={shown.includes(one)}
            onToggle={() => toggle(one.point)}
          />
        ))}
      </div>
    </div>
  );
}

const clock = (ms: number) => clockTime(new Date(ms).toISOString());

interface BandProps {
  band: Band;
  top: number;
  x: (time: number) => number;
  right: number;
  end: number;
  ranks: ReadonlyMap<string, number>;
}

function BandView({ band, top, x, right, end, ranks }: BandProps) {
  const { unit, series, low, high } = band;
  const floor = top + HEIGHT - TOP;
  const y = (value: number) => floor - ((value - low) / (high - low)) * (HEIGHT - 2 * TOP);
  return (
    <g>
      <path className="frame" d={`M${LEFT} ${top + TOP}H${right}M${LEFT} ${floor}H${right}`} />
      <text x={LEFT - 6} y={top + TOP + 4} textAnchor="end">
        {formatNumber(high)}
      </text>
      <text x={LEFT - 6} y={top + HEIGHT / 2 + 4} textAnchor="end" className="unit">
        {unit}
      </text>
      <text x={LEFT - 6} y={floor + 3} textAnchor="end">
        {formatNumber(low)}
      </text>
      {series.map(({ point, spots }) => {
        const [colour, dashes] = lookOf(ranks.get(point) ?? 0);
        return (
          <g key={point} style={{ color: `var(${colour})` }} data-point={point}>
            {doubtful(spots, end).map(({ quality, from, to }) => (
              <rect
                key={from}
                className="doubt"
                data-quality={quality}
                x={x(from)}
                y={top + TOP}
                width={Math.max(2, x(to) - x(from))}
                height={floor - top - TOP}
              />
            ))}
            <path className="line" d={linePath(spots, x, y)} strokeDasharray={dashes} />
            {spots.length < 40 &&
              spots.map(({ time, value, quality }, i) =>
                value === null ? null : (
                  <circle key={i} cx={x(time)} cy={y(value)} r={2} data-quality={quality} />
                ),
              )}
          </g>
        );
      })}
    </g>
  );
}

interface LegendProps {
  series: Series;
  rank: number;
  on: boolean;
  onToggle: () => void;
}

function Legend({ series: { point, spots }, rank, on, onToggle }: LegendProps) {
  const { t } = useTranslation('common');
  const info = usePoints((state) => state.byName[point]);
  const [colour, dashes] = lookOf(rank);
  const last = spots.at(-1);
  return (
    <button
      type="button"
      className="trend-point"
      aria-pressed={on}
      title={info?.description}
      onClick={onToggle}
    >
      <svg width="22" height="8" aria-hidden="true">
        <path d="M0 4H22" stroke={`var(${colour})`} strokeWidth="2" strokeDasharray={dashes} />
      </svg>
      {point}
      <span className="tn">
        {formatValue(last?.value ?? null, info)} <span className="u">{info?.unit}</span>
      </span>
      {last && last.quality !== 'good' && <span className="mut">{t(`quality.${last.quality}`)}</span>}
    </button>
  );
}
