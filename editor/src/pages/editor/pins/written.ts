/** Pins written by hand: samples a line each, `point value [quality]`, a second apart; events as JSON. */

import type { Carries, Quality, Sample } from '../../../api/types';
import type { Pin, PinnedEvent } from './pins';

const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad'];
export class Unreadable extends Error {
  constructor(
    readonly line: number,
    readonly what: 'sample' | 'value' | 'quality' | 'json' | 'kind',
  ) {
    super(what);
  }
}

export function read(text: string, carries: Carries, now: number): Pin {
  if (carries === 'events') return { samples: [], events: events(text, now) };
  const lines = text.split('\n');
  const rows = lines.map((line, i) => [line.trim(), i + 1] as const).filter(([line]) => line !== '');
  const samples = rows.map(([line, number], i) => sample(line, number, now + i * 1000));
  return { samples, events: [] };
}

function sample(line: string, number: number, time: number): Sample {
  const [point, said, quality = 'good', ...rest] = line.split(/[\s,;]+/);
  if (!point || said === undefined || rest.length > 0) throw new Unreadable(number, 'sample');
  const value = said === '-' ? null : Number(said);
  if (value !== null && !Number.isFinite(value)) throw new Unreadable(number, 'value');
  if (!QUALITIES.includes(quality as Quality)) throw new Unreadable(number, 'quality');
  return { time: new Date(time).toISOString(), point, value, quality: quality as Quality, reason: null };
}

function events(text: string, now: number): PinnedEvent[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Unreadable(0, 'json');
  }
  const list = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((one: Partial<PinnedEvent>, i) => {
    if (typeof one?.kind !== 'string' || !one.kind) throw new Unreadable(i + 1, 'kind');
    const time = one.time ?? new Date(now + i * 1000).toISOString();
    return { time, kind: one.kind, point: one.point ?? '', data: one.data ?? {} };
  });
}

/** As `read` takes it. */
export function write(pin: Pin | undefined, carries: Carries): string {
  if (carries === 'events') {
    const shown = pin?.events.length ? pin.events : [{ kind: 'alarm.active', point: '', data: {} }];
    return JSON.stringify(shown, null, 2);
  }
  return (pin?.samples ?? [])
    .map(({ point, value, quality }) =>
      [point, value ?? '-', ...(quality === 'good' ? [] : [quality])].join(' '),
    )
    .join('\n');
}
