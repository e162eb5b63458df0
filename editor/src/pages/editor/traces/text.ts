/** Steps of traces as short texts. */

import type { StepEvent, TraceStep } from '../../../api/traces';
import type { Json } from '../../../api/types';
import { dateTime, formatNumber, settingText } from '../../../flow/format';

type Translate = (key: string, slots?: Record<string, unknown>) => string;

/** A duration in ms: short ones in µs, long ones in s. */
export function milliseconds(ms: number): string {
  if (ms < 0.1) return `${formatNumber(ms * 1000, ms < 0.01 ? 1 : 0)} µs`;
  if (ms < 1000) return `${formatNumber(ms, ms < 10 ? 2 : 0)} ms`;
  return `${formatNumber(ms / 1000, ms < 100_000 ? 1 : 0)} s`;
}

const CAUSES = ['@source', '@timer', '@command', '@attempt', '@result', '@config', '@start', '@remove'];

/** What made the node do something: an event at a port, a timer, a person. */
export function causeText(t: Translate, { port, input }: TraceStep): string {
  if (CAUSES.includes(port))
    return [t(`traces:cause.${port.slice(1)}`), input?.kind].filter(Boolean).join(' · ');
  return input ? `${input.kind} ${input.point}` : t('traces:cause.samples');
}

export function outputText(t: Translate, { outputs }: TraceStep): string {
  if (outputs.length === 0) return t('traces:nothing');
  return outputs
    .map((one) => ('more' in one ? t('traces:more', { count: one.more }) : `${one.port}: ${one.event.kind}`))
    .join(', ');
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Numbers with as many digits as tell something, instants as the clock on the wall shows them. */
function short(value: Json | undefined): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string' && INSTANT.test(value)) return `${dateTime(value)}:${value.slice(17, 19)}`;
  return settingText(value);
}

export function dataText(t: Translate, event: StepEvent): string {
  if (event.data === null) return t('traces:cut', { bytes: event.cut });
  const parts = Object.entries(event.data).map(([key, value]) => `${key}: ${short(value)}`);
  return [`${event.kind} ${event.point}`.trim(), ...parts].join(' · ');
}
