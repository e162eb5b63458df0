import { useTranslation } from 'react-i18next';

import type { StoredEvent } from '../../../api/events';
import { formatValue } from '../../../components/format';
import { codeOf, hasTimeLimit, limitSign } from '../AlarmValue';
import { useSpan } from '../act/span';
import { usePointLook } from '../pointLooks';
import { CHANGES, type Change, changeOf, userOf } from './change';

type Told = Pick<StoredEvent, 'kind' | 'point' | 'data' | 'user'>;

/** A transition in words. */
export function useSentence(event: Told): string {
  const { t } = useTranslation('operations');
  const look = usePointLook(event.point);
  const span = useSpan();
  const { data } = event;
  const change = changeOf(event) as Change;
  if (!CHANGES.includes(change)) return event.kind;
  const level = String(data['level'] ?? data['was'] ?? '');
  const type = typeof data['type'] === 'string' ? data['type'] : undefined;
  const limit = data['limit'];
  const said = (value: number) =>
    hasTimeLimit(type) ? span(value) : formatValue(value, { digits: look?.digits });
  const sign = limitSign({ level, type });
  const ended = change === 'in_service' && !userOf(event);
  return t(`history.${ended ? 'in_service_expired' : change}`, {
    level: codeOf({ type, level }) || t('history.alarm'),
    was: String(data['was'] ?? ''),
    value: formatValue(data['value'] as number | null, look),
    limit: typeof limit === 'number' ? `${sign} ${said(limit)}` : '',
    priority: t(`common:priority.${String(data['priority'] ?? '') as 'critical'}`, { defaultValue: '' }),
    user: userOf(event) || t('history.nobody'),
    command: t(`waiting.command.${String(data['command'] ?? '') as 'shelve'}`, {
      defaultValue: String(data['command'] ?? ''),
    }),
    why: String(data['why'] ?? ''),
  }).trim();
}
