import { unackedByPriority, useAlarms } from '../api/alarms';
import { Priority } from '../look/Priority';

/** Unacknowledged alarms by priority, the gravest first; nothing when there are none. */
export function UnackedCounts({ size = 14 }: { size?: number }) {
  const alarms = useAlarms((state) => state.alarms);
  const counts = [...unackedByPriority({ alarms })];
  if (counts.length === 0) return null;
  return (
    <span className="alarm-counts">
      {counts.map(([priority, n]) => (
        <span key={priority} className="tn">
          <Priority priority={priority} size={size} /> {n}
        </span>
      ))}
    </span>
  );
}
