import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { Age } from '../../components/Age';
import { AckForm } from './AckForm';
import { AlarmGlyph, AlarmState } from './AlarmState';
import { AlarmLimit, AlarmValue, useUnit } from './AlarmValue';
import { History } from './History';
import type { Row } from './held';
import { isUnacked } from './order';
import { useSelection } from './selection';
import { useNodeLast } from './useNodeLast';

/** At least 64 px high; a tap opens the details and the actions inside the row. */
export function PhoneRow({ row, flowName }: { row: Row; flowName: string }) {
  const { key, alarm, gone } = row;
  const current = useSelection((state) => state.current === key);
  const open = useSelection((state) => state.open);
  const unit = useUnit(alarm);
  const status = gone ? 'normal' : alarm.status;
  const classes = [isUnacked(alarm) && !gone && 'un', current && 'cur', gone && 'gone'].filter(Boolean);
  return (
    <li className={classes.join(' ')} data-priority={alarm.priority}>
      <button type="button" aria-expanded={current} onClick={() => open(current ? null : key)}>
        <AlarmGlyph alarm={{ ...alarm, status }} size={22} />
        <span className="al-phone-text">
          <span className="al-message ell">{alarm.message}</span>
          <span className="al-phone-value ell">
            <b className="tn">
              <AlarmValue alarm={alarm} />
            </b>{' '}
            <span className="u">{unit}</span> <AlarmLimit alarm={alarm} /> · {alarm.point}
          </span>
        </span>
        <span className="al-phone-right">
          {!gone && <Age since={alarm.active_since ?? alarm.time} />}
          <AlarmState status={status} iconOnly />
        </span>
      </button>
      {current && <Opened row={row} flowName={flowName} />}
    </li>
  );
}

function Opened({ row, flowName }: { row: Row; flowName: string }) {
  const { t } = useTranslation('operations');
  const { events } = useNodeLast(row.alarm);
  return (
    <div className="al-opened">
      {!row.gone && <AckForm alarm={row.alarm} />}
      <h3>{t('panel.history')}</h3>
      <History alarm={row.alarm} events={events} />
      <Link className="btn" href={`/flows/${encodeURIComponent(row.alarm.flow)}`}>
        {t('panel.openFlow', { name: flowName })}
      </Link>
    </div>
  );
}
