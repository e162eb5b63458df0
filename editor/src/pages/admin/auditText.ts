/** Audit entries as text, and what the page asks for. */

import i18next from 'i18next';

import type { Json } from '../../api/types';

/** The action in words; one that we do not know is shown as it is. Actions have dots, so this is no nested key. */
export function actionName(action: string): string {
  const texts = i18next.getResourceBundle(i18next.language, 'admin') as
    | { action?: Record<string, string> }
    | undefined;
  return texts?.action?.[action] ?? action;
}

/** Digests are told by their beginning. */
const DIGEST = /\b([0-9a-f]{12})[0-9a-f]{20,}\b/g;

/** "version: 41, comment: Calmer" : the fields of a detail on one line. */
export function detailText(detail: Json): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail === 'string') return detail.replace(DIGEST, '$1…');
  if (typeof detail !== 'object') return String(detail);
  if (Array.isArray(detail)) return detail.map(detailText).join(', ');
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([key, value]) => `${key}: ${typeof value === 'object' ? `{${detailText(value)}}` : detailText(value)}`,
    )
    .join(', ');
}

export const SPANS = ['always', 'hours', 'week', 'month'] as const;
const HOURS = { always: 0, hours: 24, week: 168, month: 720 } as const;

/** Beginnings of actions, and their names here. */
export const ACTIONS = [
  { action: 'signin', name: 'signin' },
  { action: 'flow.', name: 'flow' },
  { action: 'alarm.', name: 'alarm' },
  { action: 'node.', name: 'node' },
  { action: 'write.', name: 'write' },
  { action: 'points.', name: 'points' },
  { action: 'connection.', name: 'connection' },
  { action: 'user.', name: 'user' },
  { action: 'token.', name: 'token' },
] as const;

export interface AuditWanted {
  span: (typeof SPANS)[number];
  action: string;
  user: string;
  text: string;
}
export const EVERYTHING: AuditWanted = { span: 'always', action: '', user: '', text: '' };

/** What the server is asked for. */
export function queryFields({ span, action, user, text }: AuditWanted, now: number): Record<string, string> {
  const from = HOURS[span] > 0 ? new Date(now - HOURS[span] * 3600_000).toISOString() : '';
  return { action, user: user.trim(), text: text.trim(), from };
}
