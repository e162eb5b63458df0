import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { formatDay, formatTime } from '../../../components/format';
import { Icon } from '../../../look/Icon';
import { useUnit } from '../AlarmValue';

interface MessageProps {
  alarm: Alarm;
  tabIndex: number;
  open: boolean;
  firstOut: boolean;
}

/** Opens the details; says that it came first, or waits for a second person. */
export function Message({ alarm, firstOut, tabIndex, open }: MessageProps) {
  const { t } = useTranslation('operations');
  return (
    <button
      type="button"
      className="link ell"
      tabIndex={tabIndex}
      aria-expanded={open}
      title={alarm.message}
      data-message
    >
      {firstOut && <Icon name="flag" small label={t('firstOut')} />}
      {alarm.waiting && <Icon name="user" small label={t('waiting.mark')} />}
      {alarm.message}
    </button>
  );
}

export function Unit({ alarm }: { alarm: Alarm }) {
  return <>{useUnit(alarm)}</>;
}

/** The clock today, else the day: the age says the rest. */
export function Time({ time }: { time: string }) {
  const today = new Date(time).toDateString() === new Date().toDateString();
  return (
    <time className="tn" dateTime={time} title={time}>
      {today ? formatTime(time) : formatDay(time)}
    </time>
  );
}
