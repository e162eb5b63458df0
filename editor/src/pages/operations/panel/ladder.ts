/** The limits of an alarm on its trend: all that its row has, and where each returns. */

import type { Alarm, Json } from '../../../api/types';

export interface Rung {
  /** HH, H, L, LL, or the code of another condition. */
  code: string;
  limit: number;
  /** Where an alarm at it returns; null: at the limit itself, or not known. */
  back: number | null;
  /** The alarm stands at this one. */
  current: boolean;
}

const LEVELS = ['HH', 'H', 'L', 'LL'] as const;

/** A limit is a number, or a number written as text; a point or a formula is known while the alarm names it. */
function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  return Number.isFinite(Number(value)) ? Number(value) : null;
}

function bandOf(alarm: Alarm, running: Record<string, Json>): number {
  if (alarm.limit !== null && typeof alarm.returns === 'number') return Math.abs(alarm.limit - alarm.returns);
  return running['deadband_in'] === 'percent' ? 0 : (numberOf(running['deadband']) ?? 0);
}

/** From the highest to the lowest; `code` is that of the level at which the alarm stands. */
export function ladderOf(
  alarm: Alarm,
  code: string,
  running: Record<string, Json> | null | undefined,
): Rung[] {
  if (alarm.type && alarm.type !== 'limit') return [];
  const all = running ?? {};
  const band = bandOf(alarm, all);
  const rungs = LEVELS.flatMap((level): Rung[] => {
    const here = level === code;
    const limit = here && alarm.limit !== null ? alarm.limit : numberOf(all[level.toLowerCase()]);
    if (limit === null) return [];
    const back = level.startsWith('H') ? limit - band : limit + band;
    return [{ code: level, limit, back: band > 0 ? back : null, current: here }];
  });
  if (alarm.limit !== null && !rungs.some((rung) => rung.current))
    rungs.push({ code, limit: alarm.limit, back: alarm.returns ?? null, current: true });
  return rungs;
}

/** Those near enough to the values to be drawn: the one at which it stands always is. */
export function inSight(rungs: Rung[], values: number[]): Rung[] {
  const seen = [...values, ...rungs.filter((rung) => rung.current).map((rung) => rung.limit)];
  if (seen.length === 0) return [];
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const air = (high - low || Math.abs(high) || 1) * 0.6;
  return rungs.filter((rung) => rung.current || (rung.limit > low - air && rung.limit < high + air));
}

/** Labels that stand too close to one that counts more are left out. */
export function labelled(rungs: Rung[], y: (value: number) => number, apart = 11): Set<Rung> {
  const kept: Rung[] = [];
  for (const rung of [...rungs].sort((a, b) => Number(b.current) - Number(a.current)))
    if (kept.every((other) => Math.abs(y(other.limit) - y(rung.limit)) >= apart)) kept.push(rung);
  return new Set(kept);
}
