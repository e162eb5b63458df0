import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { When } from '../../../components/Age';
import { useKind } from '../AlarmValue';
import { usePointLook } from '../pointLooks';

/** What the point directory and the alarm itself say. */
export function Facts({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(alarm.point);
  const kind = useKind(alarm);
  const range = look && look.low !== null && look.high !== null;
  const facts: [string, React.ReactNode][] = [
    [t('panel.description'), look?.description],
    [t('panel.area'), alarm.area || look?.area],
    [t('panel.device'), alarm.device || look?.device],
    [t('panel.kind'), kind.name || kind.code],
    [t('panel.class'), alarm.class],
    [
      t('panel.range'),
      range && (
        <span className="tn">
          {look.low} … {look.high} <span className="u">{look.unit}</span>
        </span>
      ),
    ],
    [t('panel.since'), <When key="since" time={alarm.active_since ?? alarm.time} />],
    [t('panel.ackedBy'), alarm.acked_by],
    [t('panel.node'), alarm.node],
  ];
  return (
    <dl className="kv">
      {facts
        .filter(([, fact]) => fact)
        .map(([name, fact]) => (
          <div key={name} className="kv-row">
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
    </dl>
  );
}
