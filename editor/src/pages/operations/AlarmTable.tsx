import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useWindow } from '../../components/useWindow';
import { AlarmRow } from './AlarmRow';
import type { Row } from './held';
import { useRowInput } from './rowInput';
import { useSelection } from './selection';

const ROW = 28;
const WIDTHS = [38, 28, 136, 100, 68, 140, 64, 48, 100, undefined, 112];

interface Props {
  rows: Row[];
  flowNames: Record<string, string>;
  /** The pointer came over the rows, or left them. */
  onPoint: (over: boolean) => void;
}

/** The alarm list of a wide window; a flood of thousands draws only the rows in view. */
export function AlarmTable({ rows, flowNames, onPoint }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { first, last, above, below } = useWindow(rows.length, ROW, frame);
  const current = useSelection((state) => state.current);
  useRowInput(frame);
  const stop = rows.some((row) => row.key === current) ? current : rows[first]?.key;
  return (
    <div className="pg-list al-list" ref={frame}>
      <table className="t list" aria-rowcount={rows.length + 1}>
        <colgroup>
          {WIDTHS.map((width, i) => (
            <col key={i} style={{ width }} />
          ))}
        </colgroup>
        <Head rows={rows} />
        <tbody onPointerEnter={() => onPoint(true)} onPointerLeave={() => onPoint(false)}>
          <Gap height={above} />
          {rows.slice(first, last).map((row) => (
            <AlarmRow
              key={row.key}
              row={row}
              flowName={flowNames[row.alarm.flow] ?? row.alarm.flow}
              tabStop={row.key === stop}
            />
          ))}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={WIDTHS.length} style={{ height }} />
    </tr>
  );
}

function Head({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('operations');
  return (
    <thead>
      <tr>
        <th scope="col">
          <CheckAll rows={rows} />
        </th>
        <th scope="col">
          <span className="sr">{t('column.priority')}</span>
        </th>
        <th scope="col">{t('column.state')}</th>
        <th scope="col">{t('column.time')}</th>
        <th scope="col" className="num">
          {t('column.age')}
        </th>
        <th scope="col">{t('column.point')}</th>
        <th scope="col" className="num">
          {t('column.value')}
        </th>
        <th scope="col">
          <span className="sr">{t('column.unit')}</span>
        </th>
        <th scope="col">{t('column.limit')}</th>
        <th scope="col">{t('column.message')}</th>
        <th scope="col">{t('column.flow')}</th>
      </tr>
    </thead>
  );
}

function CheckAll({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('operations');
  const { checked, check } = useSelection();
  const keys = rows.filter((row) => !row.gone).map((row) => row.key);
  const some = keys.some((key) => checked.has(key));
  const all = keys.length > 0 && keys.every((key) => checked.has(key));
  return (
    <input
      type="checkbox"
      className="check"
      checked={all}
      disabled={keys.length === 0}
      aria-label={t('selectAll')}
      ref={(box) => {
        if (box) box.indeterminate = some && !all;
      }}
      onChange={() => check(all ? [] : keys)}
    />
  );
}
