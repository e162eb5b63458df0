import { useTranslation } from 'react-i18next';

import type { Alarm, Sample } from '../../api/types';
import { formatValue } from '../../components/format';
import { Value } from '../../components/Value';
import { limitSign, useUnit } from './AlarmValue';
import { hasLabels, usePointLook } from './pointLooks';

/** The newest value that is known, large, and how far it is from the limit. */
export function Comparison({ alarm, latest }: { alarm: Alarm; latest: Sample | undefined }) {
  const look = usePointLook(alarm.point);
  const unit = useUnit(alarm);
  const quality = alarm.value === null ? 'bad' : 'good';
  const sample = latest ?? { value: alarm.value, quality, reason: null };
  return (
    <div className="al-big">
      <span>
        <Value sample={sample} unit={unit} look={look} />
      </span>
      <Distance alarm={alarm} value={sample.value} />
    </div>
  );
}

function Distance({ alarm, value }: { alarm: Alarm; value: number | null }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  if (alarm.limit === null) return null;
  const digits = { digits: look?.digits ?? Math.max(decimals(alarm.limit), decimals(alarm.value)) };
  const limit = formatValue(alarm.limit, digits);
  if (value === null || hasLabels(look))
    return <span className="sec">{t('panel.limit', { sign: limitSign(alarm.level), limit })}</span>;
  const by = formatValue(Math.abs(value - alarm.limit), digits);
  const key = value >= alarm.limit ? 'panel.above' : 'panel.below';
  return (
    <span className="tn">
      {t(key, { by, limit })}
      {alarm.level && (
        <small>{t('panel.level', { level: t(`level.${alarm.level}`), code: alarm.level })}</small>
      )}
    </span>
  );
}

/** Decimals that a number was given with, at most four: what a distance is worth saying to. */
function decimals(value: number | null): number {
  return Math.min(4, String(value ?? 0).split('.')[1]?.length ?? 0);
}
