import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../../api/alarms';
import { live } from '../../../api/live';
import { useLink } from '../../../app/LinkBanner';
import { formatTime } from '../../../components/format';
import { useFilter } from '../filter';

/** Why the list is empty. "No alarms" is said only while the server is heard. */
export function NoAlarms() {
  const { t } = useTranslation('operations');
  const link = useLink();
  const known = useAlarms((state) => state.known);
  const any = useAlarms((state) => Object.keys(state.alarms).length > 0);
  const showAll = useFilter((state) => state.showAll);
  if (any)
    return (
      <div className="empty pg-list">
        <h2>{t('empty.filtered')}</h2>
        <button type="button" className="btn" onClick={showAll}>
          {t('empty.showAll')}
        </button>
      </div>
    );
  if (link === 'lost')
    return (
      <div className="empty pg-list" role="alert">
        <h2>{t('empty.lost')}</h2>
        <p>{t('empty.lostSince', { time: formatTime(new Date(live.since).toISOString()) })}</p>
      </div>
    );
  return (
    <div className="empty pg-list">
      <h2>{known ? t('empty.none') : t('empty.waiting')}</h2>
      {known && <p>{t('empty.noneHelp')}</p>}
    </div>
  );
}
