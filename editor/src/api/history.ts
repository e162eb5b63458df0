/** Recorded samples, reduced to what a chart can show. */

import { api } from './client';
import { queryOf } from './events';
import type { Sample } from './types';

interface Series {
  point: string;
  /** ns since 1970, as text. */
  time: string[];
  value?: (number | null)[];
  quality: number[];
}

const BAD = 128;
const UNCERTAIN = 64;
/** The low six bits are a reason; this one says that somebody gave the value by hand. */
const REASONS = 63;
const FORCED = 4;

/** The last value of each of `width` spans of time; a bad one has no value. */
export async function readTrend(
  point: string,
  from: number,
  to: number,
  width: number,
  signal?: AbortSignal,
): Promise<Sample[]> {
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const query = queryOf({ points: point, ...span, width, mode: 'last' });
  const { series } = await api.get<{ series: Series[] }>(`/history?${query}`, { signal });
  const found = series[0];
  if (!found) return [];
  return found.time.map((time, i) => {
    const quality = found.quality[i] ?? 0;
    return {
      time: new Date(Number(time.slice(0, -6))).toISOString(),
      point,
      value: quality >= BAD ? null : (found.value?.[i] ?? null),
      quality: quality >= BAD ? 'bad' : quality >= UNCERTAIN ? 'uncertain' : 'good',
      reason: (quality & REASONS) === FORCED ? 'forced' : null,
    };
  });
}
