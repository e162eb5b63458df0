import { useTranslation } from 'react-i18next';

import type { Alarm, Sample } from '../../../api/types';
import { formatValue } from '../../../components/format';
import { Value } from '../../../components/Value';
import { limitSign, useKind, useUnit } from '../AlarmValue';
import { ForcedPoint, useForce } from '../forces';
import { hasLabels, usePointLook } from '../pointLooks';

/** The newest value that is known, large, how far it is from the limit, and where the alarm returns. */
export function Comparison({ alarm, latest }: { alarm: Alarm; latest: Sample | undefined }) {
  const look = usePointLook(alarm.point);
  const unit = useUnit(alarm);
  const quality = alarm.value === null ? 'bad' : 'good';
  const sample = latest ?? { value: alarm.value, quality, reason: null };
  const held = useForce(alarm.point) !== undefined;
  return (
    <div className="al-big">
      <span>
        <ForcedPoint point={alarm.point} />
        <Value sample={held ? { ...sample, reason: null } : sample} unit={unit} look={look} />
      </span>
      <Distance alarm={alarm} value={sample.value} />
    </div>
  );
}

/** Conditions whose limit is on the scale of the point. */
const onScale = ({ type }: Alarm) => !type || type === 'limit';

function Distance({ alarm, value }: { alarm: Alarm; value: number | null }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  const kind = useKind(alarm);
  if (alarm.limit === null) return kind.name ? <span className="sec">{kind.name}</span> : null;
  const digits = { digits: look?.digits ?? Math.max(decimals(alarm.limit), decimals(alarm.value)) };
  const limit = formatValue(alarm.limit, digits);
  if (value === null || hasLabels(look) || !onScale(alarm))
    return <span className="sec">{t('panel.limit', { sign: limitSign(alarm), limit })}</span>;
  const by = formatValue(Math.abs(value - alarm.limit), digits);
  const key = value >= alarm.limit ? 'panel.above' : 'panel.below';
  return (
    <span className="tn">
      {t(key, { by, limit })}
      {typeof alarm.returns === 'number' && (
        <small>
          {t('panel.returns', {
            sign: alarm.level?.startsWith('L') ? '≥' : '≤',
            value: formatValue(alarm.returns, digits),
          })}
        </small>
      )}
    </span>
  );
}

/** Decimals that a number was given with, at most four: what a distance is worth saying to. */
function decimals(value: number | null): number {
  return Math.min(4, String(value ?? 0).split('.')[1]?.length ?? 0);
}
