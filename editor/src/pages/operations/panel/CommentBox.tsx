import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { useMay } from '../../../app/session';
import { useAct } from '../act/useAct';

interface Props {
  alarm: Alarm;
  value: string;
  onChange: (value: string) => void;
}

/** A comment on its own; what stands here when the alarm is acknowledged goes with that. */
export function CommentBox({ alarm, value, onChange }: Props) {
  const { t } = useTranslation('operations');
  const mayAct = useMay('operator');
  const { act, busy } = useAct();
  if (!mayAct) return null;
  return (
    <form
      className="side-foot al-comment"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) void act('comment', [alarm], { text: value.trim() }).then(() => onChange(''));
      }}
    >
      <input
        className="inp"
        aria-label={t('panel.comment')}
        placeholder={t('panel.comment')}
        maxLength={1000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value.trim() && (
        <button type="submit" className="btn" disabled={busy}>
          {t('panel.send')}
        </button>
      )}
    </form>
  );
}
