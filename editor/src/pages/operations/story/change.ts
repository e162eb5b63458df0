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

/** What the person said with this change, or the flow. What was said before stays in the data, and is not of it. */
export function reasonOf(event: Pick<FlowEvent, 'kind' | 'data'>): string {
  const { data } = event;
  const reason = text(data['reason']);
  const said = (BY_ITSELF.has(reason) && !data['user'] ? '' : reason) || text(data['text']);
  switch (changeOf(event)) {
    case 'ack':
    case 'reset':
    case 'comment':
      return text(data['comment']) || said;
    case 'shelve':
      return said || why(data['shelved']);
    case 'out_of_service':
      return said || why(data['out_of_service']);
    case 'suppress':
      return said || text(data['suppressed']);
    default:
      return said;
  }
}

const why = (hidden: unknown): string => text((hidden as { reason?: unknown } | null | undefined)?.reason);

export const userOf = (event: { user?: string; data: FlowEvent['data'] }): string =>
  event.user || text(event.data['user']);
