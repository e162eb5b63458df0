import type { Alarm } from '../../api/types';
import { formatValue } from '../../components/format';
import { usePointLook } from './pointLooks';

/** The value at the last transition; hatched when there was none. */
export function AlarmValue({ alarm }: { alarm: Alarm }) {
  const look = usePointLook(alarm.point);
  if (alarm.value === null) return <span className="value q-bad">—</span>;
  return <>{formatValue(alarm.value, look)}</>;
}

/** The unit as the alarm says, or as the point directory does. */
export function useUnit(alarm: Alarm): string {
  const look = usePointLook(alarm.point);
  return alarm.unit || look?.unit || '';
}

/** "H  > 48.0"; a returned alarm has no level any more and shows the limit alone. */
export function AlarmLimit({ alarm }: { alarm: Alarm }) {
  const look = usePointLook(alarm.point);
  if (alarm.limit === null) return <span className="al-limit">{alarm.level ?? '—'}</span>;
  return (
    <span className="al-limit">
      <b>{alarm.level ?? ''}</b> {limitSign(alarm.level)} {formatValue(alarm.limit, { digits: look?.digits })}
    </span>
  );
}

export function limitSign(level: Alarm['level']): string {
  if (level === null) return '';
  return level.startsWith('H') ? '>' : '<';
}
