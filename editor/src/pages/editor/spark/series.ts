/** Last samples as lines of a chart: by point over source time, in one band for each unit. */

import type { Quality, Sample } from '../../../api/types';
import { instant } from '../../../flow/instant';

export interface Spot {
  /** Source time, ms. */
  time: number;
  /** Null where the sample has no value. */
  value: number | null;
  quality: Quality;
}
export interface Series {
  point: string;
  spots: Spot[];
}
export interface Band {
  unit: string;
  series: Series[];
  low: number;
  high: number;
}

const MOST = 3_000;
const keyOf = (sample: Sample) => `${sample.time} ${sample.point} ${sample.value} ${sample.quality}`;

/** What was known and what the server tells now: it tells only the newest, the chart shows what has been seen. */
export function seen(known: readonly Sample[], fresh: readonly Sample[]): Sample[] {
  const have = new Set(known.map(keyOf));
  const more = fresh.filter((sample) => !have.has(keyOf(sample)));
  return more.length === 0 ? (known as Sample[]) : [...known, ...more].slice(-MOST);
}

/** By point, in order of source time; points in the order of their names. */
export function seriesOf(samples: readonly Sample[]): Series[] {
  const all = new Map<string, Spot[]>();
  for (const { point, time, value, quality } of samples) {
    const spots = all.get(point) ?? [];
    spots.push({ time: instant(time), value, quality });
    all.set(point, spots);
  }
  return [...all]
    .map(([point, spots]) => ({ point, spots: spots.sort((a, b) => a.time - b.time) }))
    .sort((a, b) => a.point.localeCompare(b.point));
}

/** One for each unit, with the range of its values and a little air. */
export function bandsOf(series: readonly Series[], unitOf: (point: string) => string): Band[] {
  const units = new Map<string, Series[]>();
  for (const one of series) units.set(unitOf(one.point), [...(units.get(unitOf(one.point)) ?? []), one]);
  return [...units].map(([unit, members]) => ({ unit, series: members, ...rangeOf(members) }));
}

function rangeOf(series: readonly Series[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { spots } of series)
    for (const { value } of spots) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return { low: 0, high: 1 };
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  return { low: low - air, high: high + air };
}

/** First and last source time of all, ms; a second at least. */
export function spanOf(series: readonly Series[]): [from: number, to: number] {
  const times = series.flatMap(({ spots }) => [spots[0]?.time ?? [], spots.at(-1)?.time ?? []].flat());
  if (times.length === 0) return [0, 1000];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  return [Math.min(from, to - 1000), to];
}

type Scale = (n: number) => number;
const at = (n: number) => Math.round(n * 10) / 10;

/** Path of the spots that have a value; where there is none, and after a bad one, the line is interrupted. */
export function linePath(spots: readonly Spot[], x: Scale, y: Scale): string {
  let path = '';
  let drawing = false;
  for (const { time, value, quality } of spots) {
    const gone = value === null || quality === 'bad';
    if (!gone) path += `${drawing ? 'L' : 'M'}${at(x(time))} ${at(y(value))}`;
    drawing = !gone;
  }
  return path;
}

/** From when to when a point was not good: until its next sample. */
export function doubtful(
  spots: readonly Spot[],
  end: number,
): { quality: Quality; from: number; to: number }[] {
  const found: { quality: Quality; from: number; to: number }[] = [];
  spots.forEach(({ quality, time }, i) => {
    if (quality === 'good') return;
    const to = spots[i + 1]?.time ?? end;
    const last = found.at(-1);
    if (last && last.quality === quality && last.to === time) last.to = to;
    else found.push({ quality, from: time, to });
  });
  return found;
}

/** As `tundish run --replay` reads it: time, point, value, quality. */
export function csvOf(samples: readonly Sample[]): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = samples.map(({ time, point, value, quality, reason }) =>
    [time, cell(point), value ?? '', reason ? `${quality}:${reason}` : quality].join(','),
  );
  return ['time,point,value,quality', ...lines, ''].join('\n');
}
