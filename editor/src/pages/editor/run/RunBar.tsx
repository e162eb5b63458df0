import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Trace } from '../../../api/traces';
import { copyText } from '../../../app/copy';
import { dateTime } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import type { IconName } from '../../../look/icons';
import { OutcomeMark } from '../traces/OutcomeMark';
import { milliseconds } from '../traces/text';
import type { RunPlace } from './place';
import type { Span } from './run';

const PACE = 900;

interface Props {
  trace: Trace | undefined;
  version: number | null;
  at: number;
  spans: readonly Span[];
  whole: number;
  place: RunPlace;
}

/** What the trace is, how it ended, which version ran; and the way through its steps. */
export function RunBar({ trace, version, at, spans, whole, place }: Props) {
  const { t } = useTranslation('run');
  if (!trace) return null;
  const ended = trace.outcome === 'failed' ? 'failed' : 'done';
  const copy = () => void copyText(window.location.href, t('copied'));
  return (
    <header className="run-bar">
      <b>{[trace.kind, trace.point].filter(Boolean).join(' ')}</b>
      <span className="mono mut" title={trace.id}>
        {trace.id.slice(0, 8)}
      </span>
      <span className="chip" data-outcome={trace.outcome} title={trace.error || dateTime(trace.time)}>
        <OutcomeMark outcome={trace.outcome} plain />
        {t(ended, { time: milliseconds(whole) })}
      </span>
      {version !== null && <span className="mut version">{t('version', { version })}</span>}
      <span className="sp" />
      <Steering at={at} spans={spans} whole={whole} go={place.go} />
      <span className="vr" />
      <button type="button" className="btn sm" onClick={copy}>
        {t('copyLink')}
      </button>
      <button type="button" className="btn sm" title={`${t('leave')} (Esc)`} onClick={place.leave}>
        {t('leave')}
      </button>
    </header>
  );
}

type SteeringProps = Pick<Props, 'at' | 'spans' | 'whole'> & { go: (step: number) => void };

function Steering({ at, spans, whole, go }: SteeringProps) {
  const { t } = useTranslation('run');
  const [playing, setPlaying] = useState(false);
  const count = spans.length;
  useEffect(() => {
    if (!playing) return;
    if (at >= count) return setPlaying(false);
    const timer = setTimeout(() => go(at + 1), PACE);
    return () => clearTimeout(timer);
  }, [playing, at, count, go]);
  const play = () => {
    if (!playing && at >= count) go(1);
    setPlaying(!playing);
  };
  const start = spans[at - 1]?.start ?? 0;
  const part = (time: number) => `${whole > 0 ? (time / whole) * 100 : 0}%`;
  return (
    <div className="run-steering" role="toolbar" aria-label={t('steering')}>
      <Go icon="first" label={t('first')} off={at <= 1} onClick={() => go(1)} />
      <Go icon="prev" label={t('previous')} off={at <= 1} onClick={() => go(at - 1)} />
      <Go
        icon={playing ? 'pause' : 'play'}
        label={t(playing ? 'pause' : 'play')}
        on={playing}
        onClick={play}
      />
      <Go icon="next" label={t('next')} off={at >= count} onClick={() => go(at + 1)} />
      <div className="run-scrub" aria-hidden="true">
        <b style={{ width: part(start) }} />
        {spans.map((span, i) => (
          <i key={i} style={{ left: part(span.start) }} />
        ))}
        <u style={{ left: part(start) }} />
      </div>
      <output className="tn">{t('place', { at, count, start: milliseconds(start) })}</output>
    </div>
  );
}

interface GoProps {
  icon: IconName;
  label: string;
  off?: boolean;
  on?: boolean;
  onClick: () => void;
}

function Go({ icon, label, off, on, onClick }: GoProps) {
  return (
    <button
      type="button"
      className="btn ghost icon sm"
      aria-label={label}
      title={label}
      aria-pressed={on}
      disabled={off}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
