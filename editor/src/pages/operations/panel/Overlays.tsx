import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { formatTime } from '../../../components/format';
import { Icon } from '../../../look/Icon';
import { Left } from '../AlarmState';
import { ActButtons } from '../act/ActButtons';
import { isHidden } from '../order';

/** Why the alarm is hidden and by whom, and what waits for a second person. */
export function Overlays({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const { shelved, suppressed, out_of_service: out, waiting } = alarm;
  return (
    <>
      {out && (
        <p className="al-overlay">
          <Icon name="wrench" />
          <span>
            {t('overlay.out', { user: out.by, time: formatTime(out.since) })}{' '}
            {out.until && <Left until={out.until} />} <q>{out.reason}</q>
          </span>
        </p>
      )}
      {suppressed && (
        <p className="al-overlay">
          <Icon name="eyeoff" />
          <span>{t('overlay.suppressed', { cause: suppressed })}</span>
        </p>
      )}
      {shelved && (
        <p className="al-overlay">
          <Icon name="clock" />
          <span>
            {t('overlay.shelved', { user: shelved.by })}{' '}
            {shelved.until ? <Left until={shelved.until} /> : t('shelved.once')} <q>{shelved.reason}</q>
          </span>
        </p>
      )}
      {isHidden(alarm) && (
        <p className="al-overlay sec">{t('overlay.beneath', { state: t(`state.${alarm.status}`) })}</p>
      )}
      {waiting && (
        <div className="al-waits">
          <p>
            <Icon name="user" />{' '}
            {t('waiting.text', {
              user: waiting.by,
              action: t(`waiting.command.${waiting.command as 'shelve'}`, { defaultValue: waiting.command }),
              time: formatTime(waiting.since),
            })}
          </p>
          <div className="al-actions">
            <ActButtons actions={['confirm', 'withdraw']} alarms={[alarm]} place="panel" />
          </div>
        </div>
      )}
    </>
  );
}
