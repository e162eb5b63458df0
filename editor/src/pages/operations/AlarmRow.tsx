import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { Age, When } from '../../components/Age';
import { AlarmGlyph, AlarmState } from './AlarmState';
import { AlarmLimit, AlarmValue, useUnit } from './AlarmValue';
import type { Row } from './held';
import { isUnacked } from './order';
import { useSelection } from './selection';

interface Props {
  row: Row;
  flowName: string;
  /** The row that Tab reaches; the arrow keys go to the others. */
  tabStop: boolean;
}

export const AlarmRow = memo(function AlarmRow({ row, flowName, tabStop }: Props) {
  const { t } = useTranslation('operations');
  const { key, alarm, gone } = row;
  const checked = useSelection((state) => state.checked.has(key));
  const current = useSelection((state) => state.current === key);
  const { toggle } = useSelection.getState();
  const tabIndex = tabStop ? 0 : -1;
  const classes = [
    isUnacked(alarm) && !gone && 'un',
    checked && 'sel',
    current && 'cur',
    gone && 'gone',
  ].filter(Boolean);
  return (
    <tr className={classes.join(' ')} data-key={key} data-priority={alarm.priority}>
      <td>
        <input
          type="checkbox"
          className="check"
          tabIndex={tabIndex}
          checked={checked}
          disabled={gone}
          aria-label={t('select', { message: alarm.message, point: alarm.point })}
          onChange={() => toggle(key)}
        />
      </td>
      <td>
        <AlarmGlyph alarm={gone ? { ...alarm, status: 'normal' } : alarm} />
      </td>
      <td>
        <AlarmState status={gone ? 'normal' : alarm.status} />
      </td>
      <td className="sec">
        <When time={alarm.time} />
      </td>
      <td className="num sec">{!gone && <Age since={alarm.active_since ?? alarm.time} />}</td>
      <td className="ell" title={alarm.point}>
        {alarm.point}
      </td>
      <td className="num al-value">
        <AlarmValue alarm={alarm} />
      </td>
      <Unit alarm={alarm} />
      <td>
        <AlarmLimit alarm={alarm} />
      </td>
      <td className="al-message ell" title={alarm.message}>
        <button type="button" className="link ell" tabIndex={tabIndex} aria-expanded={current}>
          {alarm.message}
        </button>
      </td>
      <td className="ell">
        <Link href={`/flows/${encodeURIComponent(alarm.flow)}`} className="link sec" tabIndex={tabIndex}>
          {flowName}
        </Link>
      </td>
    </tr>
  );
});

function Unit({ alarm }: { alarm: Row['alarm'] }) {
  return <td className="u al-unit">{useUnit(alarm)}</td>;
}
