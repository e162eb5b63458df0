/** Audit entries as text: what is shown, and what the search looks at. */

import i18next from 'i18next';

import type { AuditEntry, Json } from '../../api/types';

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

/** True when every word occurs in user, action or object (or in the words for the action). */
export function matchesText(entry: AuditEntry, text: string): boolean {
  const all = `${entry.user} ${entry.action} ${actionName(entry.action)} ${entry.object}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
