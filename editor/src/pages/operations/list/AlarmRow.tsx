import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { Age } from '../../../components/Age';
import { AlarmGlyph, AlarmState } from '../AlarmState';
import { AlarmLimit, AlarmValue } from '../AlarmValue';
import { asksForSomebody, isHidden } from '../order';
import type { Row } from '../sections';
import { useSelection } from '../selection';
import { Message, Time, Unit } from './cells';
import type { Drawn, DrawnColumn } from './columns';

interface Props {
  row: Row;
  columns: readonly DrawnColumn[];
  flowName: string;
  /** The row that Tab reaches; the arrow keys go to the others. */
  tabStop: boolean;
}

export const AlarmRow = memo(function AlarmRow({ row, columns, flowName, tabStop }: Props) {
  const { t } = useTranslation('operations');
  const { key, gone } = row;
  const alarm = gone ? overOf(row) : row.alarm;
  const checked = useSelection((state) => state.checked.has(key));
  const current = useSelection((state) => state.current === key);
  const { toggle } = useSelection.getState();
  const tabIndex = tabStop ? 0 : -1;
  const classes = [
    asksForSomebody(alarm) && 'un',
    isHidden(alarm) && 'hid',
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
        <AlarmGlyph alarm={alarm} />
      </td>
      {columns.map(({ name, right }) => (
        <td key={name} className={[right && 'num', CLASSES[name]].filter(Boolean).join(' ') || undefined}>
          <Cell name={name} row={row} alarm={alarm} flowName={flowName} tabIndex={tabIndex} open={current} />
        </td>
      ))}
    </tr>
  );
});

/** What it was, back to normal. */
const overOf = ({ alarm }: Row): Row['alarm'] => ({
  ...alarm,
  status: 'normal',
  shelved: null,
  suppressed: null,
  out_of_service: null,
});

const CLASSES: Partial<Record<Drawn, string>> = {
  time: 'sec',
  age: 'sec',
  point: 'ell',
  area: 'ell',
  device: 'ell',
  value: 'al-value',
  unit: 'u al-unit',
  message: 'al-message ell',
  flow: 'ell',
  count: 'sec',
};

interface CellProps {
  name: Drawn;
  row: Row;
  alarm: Row['alarm'];
  flowName: string;
  tabIndex: number;
  open: boolean;
}

function Cell({ name, row, alarm, flowName, tabIndex, open }: CellProps) {
  switch (name) {
    case 'state':
      return <AlarmState alarm={alarm} />;
    case 'time':
      return <Time time={alarm.time} />;
    case 'age':
      return row.gone ? null : <Age since={alarm.active_since ?? alarm.time} />;
    case 'point':
      return <span title={alarm.point}>{alarm.point}</span>;
    case 'area':
    case 'device':
      return <span title={alarm[name]}>{alarm[name]}</span>;
    case 'value':
      return <AlarmValue alarm={alarm} />;
    case 'unit':
      return <Unit alarm={alarm} />;
    case 'limit':
      return <AlarmLimit alarm={alarm} />;
    case 'message':
      return <Message alarm={alarm} firstOut={row.firstOut} tabIndex={tabIndex} open={open} />;
    case 'flow':
      return (
        <Link href={`/flows/${encodeURIComponent(alarm.flow)}`} className="link sec" tabIndex={tabIndex}>
          {flowName}
        </Link>
      );
    case 'count':
      return (alarm.count ?? 0) > 1 ? <>{alarm.count}</> : null;
  }
}
