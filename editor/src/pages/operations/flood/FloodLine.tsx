import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { alarmKey, useAlarms } from '../../../api/alarms';
import { formatTime } from '../../../components/format';
import { Icon } from '../../../look/Icon';
import { useSpan } from '../act/span';
import { useSelection } from '../selection';
import { ENDS_BELOW, type Flood, firstOut, floodOf, STARTS_ABOVE, tens } from './flood';
import { Spark } from './Spark';
import { useActivations } from './useActivations';

/** One line while there is a flood: since when, how many, what came first. It covers no rows. */
export function FloodLine() {
  const { minutes, from } = useActivations();
  const flood = useMemo(() => floodOf(minutes, from), [minutes, from]);
  if (!flood) return null;
  return (
    <section className="al-flood" role="status">
      <Since flood={flood} />
      <First flood={flood} />
      <span className="sp" />
      <Spark sums={tens(minutes)} />
    </section>
  );
}

function Since({ flood }: { flood: Flood }) {
  const { t } = useTranslation('operations');
  return (
    <div className="al-flood-since">
      <span className="al-wave">
        <Icon name="wave" />
      </span>
      <div>
        <b>{t('flood.title')}</b>{' '}
        <span className="sec">
          {t('flood.since', { time: formatTime(new Date(flood.since).toISOString()) })}
        </span>
        <p className="sec">
          {t('flood.count', { count: flood.count, starts: STARTS_ABOVE, ends: ENDS_BELOW })}
        </p>
      </div>
    </div>
  );
}

function First({ flood }: { flood: Flood }) {
  const { t } = useTranslation('operations');
  const span = useSpan();
  const alarms = useAlarms((state) => state.alarms);
  const open = useSelection((state) => state.open);
  const found = useMemo(() => firstOut(Object.values(alarms), flood.since), [alarms, flood.since]);
  if (!found) return null;
  const { first, followed } = found;
  const last = Date.parse(followed.at(-1)?.active_since ?? '') - Date.parse(first.active_since ?? '');
  return (
    <div className="al-flood-first">
      <p className="sec">
        {t('flood.first')} {formatTime(first.active_since)}
      </p>
      <p className="ell">
        <button type="button" className="link" onClick={() => open(alarmKey(first))}>
          {first.point}
        </button>{' '}
        {first.message}
        {followed.length > 0 && (
          <span className="sec">
            {' · '}
            {t('flood.followed', {
              count: followed.length,
              within: span(Math.ceil(last / 60_000) * 60 || 60),
            })}
          </span>
        )}
      </p>
    </div>
  );
}
