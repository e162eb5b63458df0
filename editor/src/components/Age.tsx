import { useTranslation } from 'react-i18next';

import { ageOf, formatTime } from './format';
import { useNow } from './useNow';

/** How long ago, ticking: 4:22, 1:36:32, 2 d 4 h. */
export function Age({ since }: { since: string }) {
  const { t } = useTranslation('pieces');
  const { days, hours, clock } = ageOf(since, useNow());
  return <span className="tn">{days > 0 ? t('age', { days, hours }) : clock}</span>;
}

/** A time in local form; the full one with its zone is the tooltip. */
export function When({ time, seconds }: { time: string | null | undefined; seconds?: boolean }) {
  return (
    <time className="tn" dateTime={time ?? undefined} title={time ?? undefined}>
      {formatTime(time, undefined, seconds)}
    </time>
  );
}
