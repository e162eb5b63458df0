import { useTranslation } from 'react-i18next';

import { live } from '../../../api/live';
import { useLink } from '../../../app/LinkBanner';
import { formatTime } from '../../../components/format';
import { Status } from '../../../look/Status';

/** "Live", or since when the values on the page are old. */
export function LinkStateLine() {
  const { t } = useTranslation('operations');
  const link = useLink();
  if (link === 'open')
    return (
      <span className="al-live sec">
        <i />
        {t('live')}
      </span>
    );
  return (
    <span className="al-live" role="status">
      <Status status="warn" />
      {link === 'lost'
        ? t('stale', { time: formatTime(new Date(live.since).toISOString()) })
        : t('connecting')}
    </span>
  );
}
