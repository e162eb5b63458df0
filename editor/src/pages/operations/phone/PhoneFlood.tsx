import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../../api/alarms';
import { Icon } from '../../../look/Icon';
import { firstOut, floodOf } from '../flood/flood';
import { useActivations } from '../flood/useActivations';

/** The flood in two lines. */
export function PhoneFlood() {
  const { t } = useTranslation('operations');
  const { minutes, from } = useActivations();
  const flood = floodOf(minutes, from);
  const alarms = useAlarms((state) => (flood ? state.alarms : null));
  if (!flood || !alarms) return null;
  const point = firstOut(Object.values(alarms), flood.since)?.first.point ?? '';
  return (
    <div className="al-phone-flood" role="status">
      <span className="al-wave">
        <Icon name="wave" />
      </span>
      <p>
        <b>{t('flood.title')}</b>
        <span className="sec">{t('flood.short', { count: flood.count, point })}</span>
      </p>
    </div>
  );
}
