import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowEvent, NodeLast, Sample } from '../../../api/types';
import { copyText } from '../../../app/copy';
import { clockTime, formatValue, settingText } from '../../../flow/format';
import { Forced } from '../../../look/Forced';
import { Icon } from '../../../look/Icon';
import { usePoint } from '../../../store/points';
import { PinButtons } from '../pins/PinButtons';
import { csvOf } from '../spark/series';
import { Trend } from '../spark/Trend';
import { useTrendOn } from '../spark/trendOn';

interface Props {
  last: NodeLast;
  /** Only this port; all when left out. */
  port?: string | undefined;
  /** The node: its outputs can be pinned. */
  node?: string | undefined;
  /** Stand at the first table. */
  tools?: ReactNode;
}

/** For each port: samples newest first beside their trend, events with their data. */
export function LastTables({ last, port: wanted, node, tools }: Props) {
  const { t } = useTranslation('editor');
  const ports = Object.entries(last.ports).filter(([name]) => !wanted || name === wanted);
  const empty = ports.every(
    ([, port]) => (port.carries === 'samples' ? port.samples : port.events).length === 0,
  );
  return (
    <div className="last">
      {empty && last.problems.length === 0 && <p className="hint">{t('data.none')}</p>}
      {ports.map(([name, port], i) => (
        <section key={name} aria-label={name}>
          <h4 className="sec-h">
            <i className="key-mark" data-carries={port.carries} />
            {name === 'samples' || name === 'events' ? t(`carries.${name}`) : name}
            <span className="mut">
              {port.carries === 'samples' ? port.samples.length : port.events.length}
            </span>
            <span className="last-tools">
              {i === 0 && tools}
              {node && <PinButtons output={`${node}/${name}`} shown={port} />}
              {port.carries === 'samples' && <SampleTools samples={port.samples} />}
            </span>
          </h4>
          {port.carries === 'samples' ? <Both samples={port.samples} /> : <Events events={port.events} />}
        </section>
      ))}
      {last.problems.length > 0 && !wanted && (
        <section aria-label={t('data.problems')}>
          <h4 className="sec-h">{t('data.problems')}</h4>
          <Events events={last.problems} />
        </section>
      )}
    </div>
  );
}

function SampleTools({ samples }: { samples: readonly Sample[] }) {
  const { t } = useTranslation('spark');
  const { on, toggle } = useTrendOn();
  const copy = () => void copyText(csvOf(samples), t('csvCopied', { count: samples.length }));
  return (
    <>
      <button type="button" className="btn ghost sm" aria-pressed={on} onClick={toggle}>
        {t('showTrend')}
      </button>
      <button type="button" className="btn ghost sm" disabled={samples.length === 0} onClick={copy}>
        {t('copyCsv')}
      </button>
    </>
  );
}

function Both({ samples }: { samples: Sample[] }) {
  const { on } = useTrendOn();
  return (
    <div className={on && samples.length > 0 ? 'last-both' : undefined}>
      {on && <Trend samples={samples} />}
      <Samples samples={samples} />
    </div>
  );
}

const MOST = 100;
const newest = <T extends { time: string }>(list: T[]): T[] =>
  [...list].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)).slice(0, MOST);

function Samples({ samples }: { samples: Sample[] }) {
  const { t } = useTranslation('editor');
  return (
    <table className="t">
      <thead>
        <tr>
          <th>{t('data.time')}</th>
          <th>{t('data.point')}</th>
          <th className="num">{t('data.value')}</th>
          <th>{t('data.unit')}</th>
          <th>{t('data.quality')}</th>
        </tr>
      </thead>
      <tbody>
        {newest(samples).map((sample, i) => (
          <SampleRow key={`${sample.time}${sample.point}${i}`} sample={sample} />
        ))}
      </tbody>
    </table>
  );
}

function SampleRow({ sample }: { sample: Sample }) {
  const { t } = useTranslation('common');
  const point = usePoint(sample.point);
  return (
    <tr data-quality={sample.quality}>
      <td className="tn mut">{clockTime(sample.time)}</td>
      <td title={point?.description}>{sample.point}</td>
      <td className="num">
        {sample.reason === 'forced' && <Forced />}
        {formatValue(sample.value, point)}
      </td>
      <td className="u">{point?.unit}</td>
      <td className="sec" title={sample.reason ?? undefined}>
        {sample.quality === 'bad' && <Icon name="bad" small />} {t(`quality.${sample.quality}`)}
      </td>
    </tr>
  );
}

function Events({ events }: { events: FlowEvent[] }) {
  const { t } = useTranslation('editor');
  return (
    <table className="t">
      <thead>
        <tr>
          <th>{t('data.time')}</th>
          <th>{t('data.kind')}</th>
          <th>{t('data.point')}</th>
          <th className="wide">{t('data.data')}</th>
        </tr>
      </thead>
      <tbody>
        {newest(events).map((event, i) => (
          <tr key={`${event.id}${i}`}>
            <td className="tn mut">{clockTime(event.time)}</td>
            <td>{event.kind}</td>
            <td>{event.point}</td>
            <td className="cut" title={JSON.stringify(event.data, null, 2)}>
              {eventText(event)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function eventText(event: FlowEvent): string {
  const message = event.data['message'];
  if (typeof message === 'string' && message) return message;
  return Object.entries(event.data)
    .map(([key, value]) => `${key} ${settingText(value)}`)
    .join(', ');
}
