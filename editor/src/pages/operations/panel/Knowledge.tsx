import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { type KnowledgeRow, knowledgeOf, useKnowledge } from '../../../api/alarmKnowledge';
import type { Alarm } from '../../../api/types';
import { ageOf } from '../../../components/format';
import { useNow } from '../../../components/useNow';
import { useSpan } from '../act/span';
import { isActive } from '../order';

export function useKnowledgeOf(alarm: Alarm): KnowledgeRow | undefined {
  const { rows, load } = useKnowledge();
  useEffect(() => void load(), [load]);
  return knowledgeOf(rows, alarm);
}

/** Cause, consequence, response and how much time is left; nothing where nobody has written it down. */
export function Knowledge({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const row = useKnowledgeOf(alarm);
  if (!row) return null;
  const texts = (['cause', 'consequence', 'response'] as const).filter((name) => row[name]);
  if (texts.length === 0 && !row.respond_within) return null;
  return (
    <section>
      <dl className="kv al-knowledge">
        {texts.map((name) => (
          <div key={name} className="kv-row">
            <dt>{t(`knowledge.${name}`)}</dt>
            <dd>{row[name]}</dd>
          </div>
        ))}
        {row.respond_within && (
          <div className="kv-row">
            <dt>{t('knowledge.within')}</dt>
            <dd>
              <RespondWithin alarm={alarm} seconds={row.respond_within} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** "8 min · 3:44 left", while the condition is active. */
export function RespondWithin({ alarm, seconds }: { alarm: Alarm; seconds: number }) {
  const { t } = useTranslation('operations');
  const span = useSpan();
  const now = useNow();
  const whole = span(seconds);
  if (!isActive(alarm) || !alarm.active_since) return <b>{whole}</b>;
  const deadline = Date.parse(alarm.active_since) + seconds * 1000;
  const late = now > deadline;
  const between: [string, number] = late
    ? [new Date(deadline).toISOString(), now]
    : [new Date(now).toISOString(), deadline];
  const { clock, days } = ageOf(...between);
  const left = days > 0 ? span(days * 86_400) : clock;
  return (
    <b className="tn">
      {whole} · {t(late ? 'knowledge.late' : 'shelved.left', { left })}
    </b>
  );
}
