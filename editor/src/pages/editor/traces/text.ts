/** Steps of traces as short texts. */

import type { TraceStep } from '../../../api/traces';
import { formatNumber } from '../../../flow/format';

type Translate = (key: string, slots?: Record<string, unknown>) => string;

/** A duration in ms: short ones in µs, long ones in s. */
export function milliseconds(ms: number): string {
  if (ms < 0.0001) return '0 ms';
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
