import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../api/types';
import { useMay } from '../../app/session';
import { Icon } from '../../look/Icon';
import { useAck } from './acknowledge';
import { isUnacked } from './order';

/** Acknowledges one alarm, with a comment if there is something to say. */
export function AckForm({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const mayAck = useMay('operator');
  const { acknowledge, busy } = useAck();
  const [comment, setComment] = useState('');
  if (!isUnacked(alarm)) return null;
  if (!mayAck) return <p className="sec">{t('ack.role')}</p>;
  return (
    <form
      className="vform al-ackform"
      onSubmit={(event) => {
        event.preventDefault();
        void acknowledge([alarm], comment.trim()).then(() => setComment(''));
      }}
    >
      <textarea
        className="inp"
        rows={2}
        maxLength={1000}
        aria-label={t('ack.comment')}
        placeholder={t('ack.comment')}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <button type="submit" className="btn prim" disabled={busy}>
        <Icon name="check" />
        {t('ack.one')}
      </button>
    </form>
  );
}
