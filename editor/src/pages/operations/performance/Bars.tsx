import type { ReactNode } from 'react';

import { across, down, half, steps } from './chart';
import { useWidth } from './useWidth';

export interface Bar {
  from: number;
  to: number;
  value: number;
}
interface Line {
  value: number;
  text: string;
  dashed?: boolean;
}
interface Props {
  label: string;
  bars: Bar[];
  from: number;
  to: number;
  /** What is above is orange. */
  threshold: number;
  lines: Line[];
  ticks: { at: number; text: string }[];
  bands?: { from: number; to: number }[];
  /** Written above the highest bar that is over the threshold. */
  top?: (value: number) => string;
  children?: ReactNode;
}

const HEIGHT = 204;

/** Grey bars over time with thresholds as lines, named at the right. */
export function Bars({ label, bars, from, to, threshold, lines, ticks, bands = [], top }: Props) {
  const { frame, width } = useWidth<HTMLDivElement>(700);
  const narrow = width < 480;
  const right = width - (narrow ? 8 : 74);
  const bottom = HEIGHT - 18;
  const grid = steps(Math.max(threshold * 1.2, ...bars.map((bar) => bar.value)));
  const x = across(from, to, 28, right);
  const y = down(0, grid.at(-1) ?? 1, 8, bottom);
  const over = bars.filter((bar) => bar.value > threshold);
  /** Names of lines that lie close together stand apart. */
  const aside = (i: number) => {
    const above = lines[i - 1];
    return above ? Math.max(0, 12 - (y((lines[i] ?? above).value) - y(above.value))) : 0;
  };
  const highest = over.reduce<Bar | null>(
    (best, bar) => (best && best.value >= bar.value ? best : bar),
    null,
  );
  return (
    <div className="pf-frame">
      <div ref={frame} />
      <svg className="pf-chart" width={width} height={HEIGHT} role="img" aria-label={label}>
        {grid.map((value) => (
          <g key={value}>
            <path className="gl" d={`M28 ${half(y(value))}H${right}`} />
            <text x={22} y={y(value) + 3.5} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {bands.map((band) => (
          <rect
            key={band.from}
            className="band"
            x={x(band.from)}
            y={8}
            width={Math.max(2, x(band.to) - x(band.from))}
            height={bottom - 8}
          />
        ))}
        {bars.map((bar) => (
          <rect
            key={bar.from}
            className={bar.value > threshold ? 'over' : 'bar'}
            x={x(bar.from).toFixed(1)}
            y={y(bar.value)}
            width={Math.max(1, gapped(x(bar.to) - x(bar.from))).toFixed(1)}
            height={bottom - y(bar.value)}
          />
        ))}
        {lines.map((line, i) => (
          <g key={line.text}>
            <path className={line.dashed ? 'dashed' : 'line'} d={`M28 ${half(y(line.value))}H${right}`} />
            {!narrow && (
              <text x={right + 6} y={y(line.value) + 3.5 + aside(i)}>
                {line.text}
              </text>
            )}
          </g>
        ))}
        {ticks
          .filter((_, i) => !narrow || i % 2 === 0)
          .map((tick) => (
            <text key={tick.at} x={x(tick.at)} y={HEIGHT - 4} textAnchor="middle">
              {tick.text}
            </text>
          ))}
        {top && highest && (
          <text
            className="name"
            x={(x(highest.from) + x(highest.to)) / 2}
            y={y(highest.value) - 4}
            textAnchor="middle"
          >
            {top(highest.value)}
          </text>
        )}
      </svg>
    </div>
  );
}

/** Px between bars. */
const gapped = (width: number) => width - (width > 8 ? 3 : 1);
