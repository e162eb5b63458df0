import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../api/alarms';
import type { Alarm } from '../../api/types';
import { useMay } from '../../app/session';
import { Icon } from '../../look/Icon';
import { Priority } from '../../look/Priority';
import { useAck } from './acknowledge';
import { isUnacked } from './order';
import { useSelection } from './selection';

/** Docked at the bottom and always there, so that selecting moves nothing. */
export function BulkBar() {
  const { t } = useTranslation('operations');
  const { checked, check } = useSelection();
  const alarms = useAlarms((state) => state.alarms);
  const chosen = [...checked].flatMap((key) => alarms[key] ?? []);
  return (
    <footer className="al-bulk">
      {chosen.length === 0 ? (
        <span className="sec">{t('bulk.none')}</span>
      ) : (
        <>
          <b className="tn">{t('bulk.selected', { count: chosen.length })}</b>
          <Acknowledge alarms={chosen.filter(isUnacked)} />
          <button
            type="button"
            className="btn ghost icon"
            aria-label={t('bulk.clear')}
            onClick={() => check([])}
          >
            <Icon name="x" />
          </button>
        </>
      )}
      <Legend />
    </footer>
  );
}

function Acknowledge({ alarms }: { alarms: Alarm[] }) {
  const { t } = useTranslation('operations');
  const mayAck = useMay('operator');
  const { acknowledge, busy } = useAck();
  const [comment, setComment] = useState('');
  if (!mayAck) return <span className="sec">{t('ack.role')}</span>;
  if (alarms.length === 0) return <span className="sec">{t('bulk.nothing')}</span>;
  return (
    <form
      className="al-ack"
      onSubmit={(event) => {
        event.preventDefault();
        void acknowledge(alarms, comment.trim()).then(() => {
          setComment('');
          keepUnacked();
        });
      }}
    >
      <button type="submit" className="btn prim" disabled={busy}>
        <Icon name="check" />
        {t('bulk.acknowledge', { count: alarms.length })}
      </button>
      <input
        className="inp"
        aria-label={t('ack.comment')}
        placeholder={t('ack.comment')}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
    </form>
  );
}

/** Ticks on alarms that need no acknowledgement any more would only hold the list. */
function keepUnacked(): void {
  const { alarms } = useAlarms.getState();
  const { checked, check } = useSelection.getState();
  check([...checked].filter((key) => alarms[key] && isUnacked(alarms[key])));
}

function Legend() {
  const { t } = useTranslation('operations');
  return (
    <span className="al-legend" aria-hidden="true">
      <Priority priority="serious" /> {t('legend.active')}
      <Priority priority="serious" returned /> {t('legend.returned')}
      <span>{t('legend.blinking')}</span>
    </span>
  );
}
