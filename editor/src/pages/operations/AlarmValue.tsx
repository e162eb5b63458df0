import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../api/types';
import { formatValue } from '../../components/format';
import { useSpan } from './act/span';
import { ForcedPoint } from './forces';
import { usePointLook } from './pointLooks';

/** The value at the last transition; hatched when there was none. A point that is forced now has its mark. */
export function AlarmValue({ alarm }: { alarm: Alarm }) {
  const look = usePointLook(alarm.point);
  return (
    <>
      <ForcedPoint point={alarm.point} />
      {alarm.value === null ? <span className="value q-bad">—</span> : formatValue(alarm.value, look)}
    </>
  );
}

/** The unit as the alarm says, or as the point directory does. */
export function useUnit(alarm: Alarm): string {
  const look = usePointLook(alarm.point);
  return alarm.unit || look?.unit || '';
}

/** "H  > 48.0"; a returned alarm has no level any more and shows the limit alone. */
export function AlarmLimit({ alarm }: { alarm: Alarm }) {
  const look = usePointLook(alarm.point);
  const { code, name } = useKind(alarm);
  const span = useSpan();
  const said = (value: number) =>
    hasTimeLimit(alarm.type) ? span(value) : formatValue(value, { digits: look?.digits });
  const limit = alarm.limit === null ? '' : said(alarm.limit);
  return (
    <span className="al-limit">
      <b title={name}>{code}</b> {limit && limitSign(alarm)} {limit || (code ? '' : '—')}
    </span>
  );
}

/** What is said of a condition: its level, or the short word of its type. */
export function useKind({ type, level }: Pick<Alarm, 'type' | 'level'>): { code: string; name: string } {
  const { t } = useTranslation('operations');
  const code = codeOf({ type, level });
  if (level && LEVELS.has(level)) return { code: level, name: t(`level.${level as 'H'}`) };
  if (!type || type === 'limit') return { code, name: '' };
  const name = t(`type.${level as 'stale'}`, {
    defaultValue: t(`type.${type as 'limit'}`, { defaultValue: type }),
  });
  return { code, name };
}

/** The level, or letters for the type of condition. */
export function codeOf({ type, level }: Pick<Alarm, 'type' | 'level'>): string {
  if (level || !type || type === 'limit') return level?.toUpperCase() ?? '';
  return CODES[type] ?? type.toUpperCase();
}

/** Their limit is a time. */
export const hasTimeLimit = (type: string | undefined) =>
  ['stale', 'flatline', 'absence'].includes(type ?? '');
const LEVELS = new Set(['HH', 'H', 'L', 'LL']);
/** Letters as on a nameplate: the same in every language. */
const CODES: Record<string, string> = {
  deviation: 'DEV',
  rate: 'ROC',
  discrepancy: 'DISC',
  stale: 'STALE',
  flatline: 'FLAT',
  bad: 'BAD',
  state: 'STATE',
  formula: 'CALC',
  absence: 'ABS',
  statistical: 'SPC',
  count: 'COUNT',
};

export function limitSign({ level, type }: Pick<Alarm, 'level' | 'type'>): string {
  if (type === 'discrepancy' || (type === 'deviation' && !level)) return '> ±';
  if (type === 'state') return '=';
  if (level?.startsWith('H') || level?.endsWith('+')) return '>';
  if (level?.startsWith('L') || level?.endsWith('-')) return '<';
  return ['rate', 'stale', 'absence', 'count', 'flatline'].includes(type ?? '') ? '>' : '';
}
