/** A transition of an alarm: what kind it is, who is behind it, why. */

import type { FlowEvent } from '../../../api/types';
import type { IconName } from '../../../look/icons';

export const CHANGES = [
  'active',
  'escalate',
  'ease',
  'clear',
  'ack',
  'reset',
  'realarm',
  'shelve',
  'unshelve',
  'suppress',
  'unsuppress',
  'out_of_service',
  'in_service',
  'comment',
  'request',
  'withdraw',
  'refused',
  'removed',
  'priority',
] as const;
export type Change = (typeof CHANGES)[number];

export const EVENT_ICONS: Record<string, IconName> = {
  active: 'bell',
  escalate: 'up',
  ease: 'down',
  clear: 'returned',
  ack: 'check',
  reset: 'undo',
  realarm: 'bell',
  shelve: 'clock',
  unshelve: 'bell',
  suppress: 'eyeoff',
  unsuppress: 'bell',
  out_of_service: 'wrench',
  in_service: 'bell',
  comment: 'note',
  request: 'user',
  withdraw: 'x',
  refused: 'x',
  removed: 'x',
  priority: 'flag',
};

export const changeOf = (event: Pick<FlowEvent, 'kind'>): string => event.kind.slice('alarm.'.length);

/** Words of the server for ends that nobody had to give a reason for: the sentence says as much. */
const BY_ITSELF = new Set(['expired', 'returned']);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the person said, or the flow. */
export function reasonOf({ data }: Pick<FlowEvent, 'data'>): string {
  const shelved = data['shelved'] as { reason?: unknown } | null | undefined;
  const out = data['out_of_service'] as { reason?: unknown } | null | undefined;
  return (
    text(data['comment']) ||
    (BY_ITSELF.has(text(data['reason'])) && !data['user'] ? '' : text(data['reason'])) ||
    text(data['text']) ||
    text(shelved?.reason) ||
    text(out?.reason) ||
    text(data['suppressed'])
  );
}

export const userOf = (event: { user?: string; data: FlowEvent['data'] }): string =>
  event.user || text(event.data['user']);
