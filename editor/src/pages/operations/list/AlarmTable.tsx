import { useMemo, useRef } from 'react';

import { itemsOf, type Row } from '../sections';
import { useSelection } from '../selection';
import { rowHeight, useView } from '../view';
import { AlarmRow } from './AlarmRow';
import { type DrawnColumn, drawnColumns } from './columns';
import { rowInput } from './rowInput';
import { SectionRow } from './SectionRow';
import { TableHead } from './TableHead';
import { useItemWindow } from './useItemWindow';

interface Props {
  rows: Row[];
  flowNames: Record<string, string>;
  /** The pointer came over the rows, or left them. */
  onPoint: (over: boolean) => void;
}

/** The alarm list of a wide window; a flood of thousands draws only the rows in view. */
export function AlarmTable({ rows, flowNames, onPoint }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { comfortable, folded, without } = useView();
  const columns = useMemo(() => drawnColumns(without), [without]);
  const items = useMemo(() => itemsOf(rows, folded), [rows, folded]);
  const { first, last, above, below } = useItemWindow(items, rowHeight(comfortable), frame);
  const current = useSelection((state) => state.current);
  const drawn = items.slice(first, last);
  const shown = drawn.flatMap((item) => (item.kind === 'row' ? item.row.key : []));
  const stop = current !== null && shown.includes(current) ? current : shown[0];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside are reached with Tab and the arrow keys.
    <div
      className={comfortable ? 'pg-list al-list comfortable' : 'pg-list al-list'}
      ref={frame}
      onClick={rowInput.click}
      onKeyDown={rowInput.keyDown}
    >
      <table className="t list" aria-rowcount={items.length + 1}>
        <Widths columns={columns} />
        <TableHead rows={rows} columns={columns} />
        <tbody onPointerEnter={() => onPoint(true)} onPointerLeave={() => onPoint(false)}>
          <Gap height={above} span={columns.length + 2} />
          {drawn.map((item) =>
            item.kind === 'section' ? (
              <SectionRow key={item.section} item={item} span={columns.length + 2} />
            ) : (
              <AlarmRow
                key={item.row.key}
                row={item.row}
                columns={columns}
                flowName={flowNames[item.row.alarm.flow] ?? item.row.alarm.flow}
                tabStop={item.row.key === stop}
              />
            ),
          )}
          <Gap height={below} span={columns.length + 2} />
        </tbody>
      </table>
    </div>
  );
}

function Widths({ columns }: { columns: readonly DrawnColumn[] }) {
  return (
    <colgroup>
      <col style={{ width: 34 }} />
      <col style={{ width: 28 }} />
      {columns.map(({ name, width }) => (
        <col key={name} style={{ width }} />
      ))}
    </colgroup>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
