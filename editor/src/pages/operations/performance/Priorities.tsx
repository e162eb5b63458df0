import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Performance } from '../../../api/alarmPerformance';
import { PRIORITIES, useAlarms } from '../../../api/alarms';
import { Priority } from '../../../look/Priority';
import { inArea, inState } from '../order';
import { across } from './chart';

const BAR = 84;

interface Props {
  data: Performance;
  flow: string;
  area: string;
}

/** How the alarms are spread over the priorities, beside what is published; and what has stood too long. */
export function Priorities({ data, flow, area }: Props) {
  const { t } = useTranslation('performance');
  const x = across(0, 100, 0, BAR);
  const rows = PRIORITIES.flatMap((name) => data.priorities.find((one) => one.priority === name) ?? []);
  return (
    <section className="panel" aria-label={t('priorities')}>
      <header>
        <h2>{t('priorities')}</h2>
        <span className="sp" />
        <span className="sec pf-small">{t('measuredPublished')}</span>
      </header>
      <ul className="pf-priorities">
        {rows.map(({ priority, share, published }) => (
          <li key={priority}>
            <Priority priority={priority} size={18} />
            <span>{t(`common:priority.${priority}`)}</span>
            <svg className="pf-chart" width={BAR} height={14} aria-hidden="true">
              <rect className="ground" y={4} width={BAR} height={6} />
              <rect className="value" y={4} width={x(share)} height={6} />
              <path className="line" d={`M${Math.round(x(published)) + 0.5} 1v12`} />
            </svg>
            <b className="tn">{share.toFixed(1)}</b>
            <span className="sec tn">
              {priority === 'critical' ? '< ' : ''}
              {published} %
            </span>
          </li>
        ))}
      </ul>
      <header>
        <h2>{t('staleLatched')}</h2>
      </header>
      <Standing stale={data.stale.length} flow={flow} area={area} />
    </section>
  );
}

function Standing({ stale, flow, area }: { stale: number; flow: string; area: string }) {
  const { t } = useTranslation('performance');
  const alarms = useAlarms((state) => state.alarms);
  const latched = useMemo(() => {
    const ours = Object.values(alarms).filter(
      (alarm) => (!flow || alarm.flow === flow) && (!area || inArea(alarm.area ?? '', area)),
    );
    return ours.filter((alarm) => inState(alarm, 'latched')).length;
  }, [alarms, flow, area]);
  return (
    <dl className="pf-standing">
      <dt>{t('stale')}</dt>
      <dd className="tn">{stale}</dd>
      <dt>{t('operations:filter.states.latched')}</dt>
      <dd className="tn">{latched}</dd>
    </dl>
  );
}
