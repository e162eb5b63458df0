/** Geometry of the small trend: scales, round ticks, a line with gaps. */

import type { Sample } from '../../../api/types';

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Scales {
  x: (time: string) => number;
  y: { at: (value: number) => number; from: number; to: number };
}

/** Scales that hold all good values and the limits with a tenth of air. */
export function scale(samples: Sample[], limits: number[], box: Box): Scales {
  const values = [...samples.flatMap((sample) => sample.value ?? []), ...limits];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low || Math.abs(high) || 1) * 0.1;
  const from = low - air;
  const to = high + air;
  const start = Date.parse(samples[0]?.time ?? '');
  const span = Date.parse(samples.at(-1)?.time ?? '') - start || 1;
  return {
    x: (time) => box.left + ((Date.parse(time) - start) / span) * (box.right - box.left),
    y: { at: (value) => box.bottom - ((value - from) / (to - from)) * (box.bottom - box.top), from, to },
  };
}

/** At most five round numbers between two values. */
export function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const all: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) {
    all.push(Number(value.toPrecision(12)));
  }
  return all;
}

/** An SVG path; a missing or bad value lifts the pen. */
export function line(samples: Sample[], x: Scales['x'], y: (value: number) => number): string {
  let down = false;
  let path = '';
  for (const { time, value, quality } of samples) {
    if (value === null || quality === 'bad') {
      down = false;
      continue;
    }
    path += `${down ? 'L' : 'M'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    down = true;
  }
  return path;
}
