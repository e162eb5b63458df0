import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { type Action, asks, maxShelve, mayShelveOnce, needsSecond, OUT_TIMES, shelfTimes } from './actions';
import { useSpan } from './span';
import { Times } from './Times';
import { type Told, useAct } from './useAct';

interface Props {
  action: Action;
  alarms: Alarm[];
  onClose: () => void;
}

const LONGEST = 1000;

/** What an action has to be told: how long, why. The button names the number of alarms. */
export function ActForm({ action, alarms, onClose }: Props) {
  const { t } = useTranslation('operations');
  const { act, busy } = useAct();
  const out = action === 'out-of-service';
  const times = out ? OUT_TIMES : shelfTimes(alarms);
  const [seconds, setSeconds] = useState(usual(times));
  const [once, setOnce] = useState(false);
  const [text, setText] = useState('');
  const asked = asks(action, alarms);
  const field = asked.find((one) => one !== 'time');
  const ready = !field || text.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    const told: Told = field ? { [field]: text.trim() } : {};
    if (out) told.seconds = seconds;
    else if (asked.includes('time')) Object.assign(told, { seconds: once ? mostOf(alarms) : seconds, once });
    void act(action, alarms, told).then(onClose);
  };
  return (
    <form className="al-form" onSubmit={submit} onKeyDown={(event) => onEscape(event, onClose)}>
      <h3>{t(`act.title.${action}`, { count: alarms.length })}</h3>
      {asked.includes('time') && (
        <Times
          times={times}
          seconds={seconds}
          once={once}
          mayOnce={!out && mayShelveOnce(alarms)}
          onTime={(value) => {
            setSeconds(value);
            setOnce(false);
          }}
          onOnce={() => setOnce(true)}
        />
      )}
      {field && <Why label={t(`act.field.${field as 'reason'}`)} value={text} onChange={setText} />}
      <Notes action={action} alarms={alarms} />
      <div className="dialog-actions">
        <button type="button" className="btn" onClick={onClose}>
          {t('common:cancel')}
        </button>
        <button type="submit" className="btn prim" disabled={!ready || busy}>
          {t(`act.do.${action}`, { count: alarms.length })}
        </button>
      </div>
    </form>
  );
}

const usual = (times: number[]) =>
  times.includes(0) ? 0 : times.includes(1800) ? 1800 : (times.at(-1) ?? 0);
const mostOf = (alarms: Alarm[]) => Math.min(...alarms.map(maxShelve));

function onEscape(event: React.KeyboardEvent, onClose: () => void): void {
  if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
  event.stopPropagation();
  event.nativeEvent.stopImmediatePropagation();
  onClose();
}

function Why({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <label className="field">
      <span className="label">{label}</span>
      <textarea
        ref={input}
        className="inp"
        rows={2}
        maxLength={LONGEST}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
    </label>
  );
}

/** What the action means for the alarms. */
function Notes({ action, alarms }: { action: Action; alarms: Alarm[] }) {
  const { t } = useTranslation('operations');
  const span = useSpan();
  return (
    <p className="sec">
      {action === 'shelve' && t('act.note.shelve', { most: span(mostOf(alarms)), count: alarms.length })}
      {action === 'out-of-service' && t('act.note.out-of-service')}{' '}
      {needsSecond(action, alarms) && <b>{t('act.note.second')}</b>}
    </p>
  );
}
