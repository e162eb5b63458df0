/** Scales of the charts: one unit is one pixel. */

export type Scale = (value: number) => number;

export function across(from: number, to: number, left: number, right: number): Scale {
  const span = to - from || 1;
  return (value) => left + ((value - from) / span) * (right - left);
}

/** High values are at the top. */
export function down(from: number, to: number, top: number, bottom: number): Scale {
  const span = to - from || 1;
  return (value) => bottom - ((value - from) / span) * (bottom - top);
}

export const half = (y: number): number => Math.round(y) + 0.5;

export const polyline = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** Zero and at most four round numbers above it that hold `most`. */
export function steps(most: number): number[] {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 4, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, i) => i * step);
}
