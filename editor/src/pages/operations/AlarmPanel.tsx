import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { Alarm } from '../../api/types';
import { When } from '../../components/Age';
import { SidePanel } from '../../components/SidePanel';
import { AckForm } from './AckForm';
import { AlarmGlyph, AlarmState } from './AlarmState';
import { Comparison } from './Comparison';
import { History } from './History';
import { usePointLook } from './pointLooks';
import { Trend } from './Trend';
import { useNodeLast } from './useNodeLast';

interface Props {
  alarm: Alarm;
  flowName: string;
  onClose: () => void;
}

/** One alarm: state, value against limit, what can be done, trend, facts, history. */
export function AlarmPanel({ alarm, flowName, onClose }: Props) {
  const { t } = useTranslation('operations');
  const { samples, events } = useNodeLast(alarm);
  const priority = t(`common:priority.${alarm.priority}`);
  return (
    <SidePanel
      label={t('panel.label', { message: alarm.message })}
      onClose={onClose}
      head={
        <>
          <AlarmGlyph alarm={alarm} />
          <b className="al-priority">{priority}</b>
          <AlarmState status={alarm.status} />
        </>
      }
    >
      <section>
        <h2>{alarm.message}</h2>
        <p className="al-where">
          {alarm.point} · <Link href={`/flows/${encodeURIComponent(alarm.flow)}`}>{flowName}</Link>
        </p>
        <Comparison alarm={alarm} latest={samples.at(-1)} />
        <AckForm alarm={alarm} />
      </section>
      {samples.length > 1 && (
        <section>
          <Trend alarm={alarm} samples={samples} />
        </section>
      )}
      <section>
        <Facts alarm={alarm} />
      </section>
      <section>
        <h3>{t('panel.history')}</h3>
        <History alarm={alarm} events={events} />
      </section>
    </SidePanel>
  );
}

function Facts({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  const range = look && look.low !== null && look.high !== null;
  return (
    <dl className="kv">
      {look?.description && (
        <>
          <dt>{t('panel.description')}</dt>
          <dd>{look.description}</dd>
        </>
      )}
      {look?.area && (
        <>
          <dt>{t('panel.area')}</dt>
          <dd>{look.area}</dd>
        </>
      )}
      {range && (
        <>
          <dt>{t('panel.range')}</dt>
          <dd className="tn">
            {look.low} … {look.high} <span className="u">{look.unit}</span>
          </dd>
        </>
      )}
      <dt>{t('panel.since')}</dt>
      <dd>
        <When time={alarm.active_since ?? alarm.time} />
      </dd>
      {alarm.acked_by && (
        <>
          <dt>{t('panel.ackedBy')}</dt>
          <dd>{alarm.acked_by}</dd>
        </>
      )}
      <dt>{t('panel.node')}</dt>
      <dd>{alarm.node}</dd>
    </dl>
  );
}
