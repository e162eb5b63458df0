import { useRef } from 'react';

import type { Alarm } from '../../../api/types';

/** The alarm with this key; after it has gone, as it last was, back to normal: an open panel does not vanish. */
export function useKept(key: string | null, alarms: Record<string, Alarm>): Alarm | undefined {
  const kept = useRef<{ key: string; alarm: Alarm } | null>(null);
  if (key === null) return undefined;
  const alarm = alarms[key];
  if (alarm) kept.current = { key, alarm };
  else if (kept.current?.key === key)
    return {
      ...kept.current.alarm,
      status: 'normal',
      level: null,
      shelved: null,
      suppressed: null,
      out_of_service: null,
      waiting: null,
    };
  return alarm;
}
