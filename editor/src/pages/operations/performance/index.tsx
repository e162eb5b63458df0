import './performance.css';

import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Performance, performancePath } from '../../../api/alarmPerformance';
import { useResource } from '../../../api/useResource';
import { formatDay } from '../../../components/format';
import { Scroll } from '../../../components/Scroll';
import { useFlowNames } from '../../../components/useFlowNames';
import { Waiting } from '../../../components/Waiting';
import { AreaSelect } from '../AreaSelect';
import { Chattering } from './Chattering';
import { Daily } from './Daily';
import { Floods } from './Floods';
import { Measures } from './Measures';
import { Priorities } from './Priorities';
import { Slots } from './Slots';
import { Top } from './Top';

const SPANS = [1, 7, 30, 90] as const;

/** How well the alarms do their work, against the published thresholds. */
export default function PerformancePage() {
  const { t } = useTranslation('performance');
  const [days, setDays] = useState<number>(30);
  const [flow, setFlow] = useState('');
  const [area, setArea] = useState('');
  const flowNames = useFlowNames();
  const address = useMemo(() => performancePath(days, Date.now(), flow, area), [days, flow, area]);
  const found = useResource<Performance>(address, true);
  return (
    <>
      <div className="pg-bar">
        <select
          className="inp pf-choice"
          aria-label={t('span.label')}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {SPANS.map((span) => (
            <option key={span} value={span}>
              {t(`span.d${span}`)}
            </option>
          ))}
        </select>
        {found.data && (
          <span className="sec pf-span">
            {formatDay(found.data.from)} – {formatDay(found.data.to)}
          </span>
        )}
        <span className="sp" />
        <select
          className="inp pf-choice"
          aria-label={t('flow')}
          value={flow}
          onChange={(event) => setFlow(event.target.value)}
        >
          <option value="">{t('allFlows')}</option>
          {Object.entries(flowNames).map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <AreaSelect value={area} onChange={setArea} />
        <a className="btn" href={`/api${address}&format=csv`} download>
          {t('export')}
        </a>
        <button type="button" className="btn" onClick={() => window.print()}>
          {t('print')}
        </button>
      </div>
      <Waiting of={found}>
        {(data) => <Everything data={data} days={days} flow={flow} area={area} onChanged={found.reload} />}
      </Waiting>
    </>
  );
}

interface Shown {
  data: Performance;
  days: number;
  flow: string;
  area: string;
  onChanged: () => void;
}

const AT_END: readonly string[] = ['standing', 'shelved', 'out_of_service', 'suppressed'];

/** There are figures to show: something was announced, or stands, or is hidden. */
const hasAny = ({ announced, stale, measures }: Performance) =>
  announced > 0 || stale.length > 0 || measures.some(({ name, value }) => AT_END.includes(name) && value);

function Everything({ data, days, flow, area, onChanged }: Shown) {
  const { t } = useTranslation('performance');
  if (!hasAny(data))
    return (
      <div className="empty">
        <h2>{data.note ? t('noArea', { area }) : area ? t('noneOfArea', { area }) : t('none')}</h2>
        <p>{t('noneHelp')}</p>
      </div>
    );
  return (
    <Scroll className="pf-grid" label={t('title')}>
      <section className="panel" aria-label={t('measures')}>
        <Measures data={data} days={days} onChanged={onChanged} />
      </section>
      <section className="panel" aria-label={t('rates')}>
        <header>
          <h2>{t('daily')}</h2>
          <span className="sp" />
          <span className="sec tn">{t('count', { count: data.announced })}</span>
        </header>
        <Daily data={data} />
        <header>
          <h2>{t('slots')}</h2>
        </header>
        <Slots data={data} />
      </section>
      <div className="pf-bottom">
        <Floods data={data} />
        <Top data={data} />
        <Chattering data={data} />
        <Priorities data={data} flow={flow} area={area} />
      </div>
    </Scroll>
  );
}
