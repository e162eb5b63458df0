import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { toast, toastError } from '../../app/toasts';
import { kindText } from '../../i18n';
import { useForm } from '../context';
import { parseTsv } from '../parse';
import { columnsOf, emptyRow } from '../schema';
import type { WidgetProps } from '../widgets/widget';
import { type Bench, CellBench, isWritten } from './CellBench';
import { CellProblems } from './CellProblems';
import type { FileTable } from './file';
import { Grid } from './Grid';
import { Large } from './Large';
import { choosesByPoint, RowFor } from './RowFor';
import { asRows, pasted, type Row, type Unread } from './rows';
import { RowBar, TableTools } from './TableTools';
import { type Sorting, useView } from './view';

/** A table of more rows than this can be filtered. */
const FEW = 8;

/** Rows of settings: edited by keyboard, pasted, imported, sorted and filtered for looking, chosen several at a time. */
export function Table({ field, path, value, id }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const [large, setLarge] = useState(false);
  const [filter, setFilter] = useState('');
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [at, setAt] = useState<Bench>({ row: 0, column: '' });
  const columns = useMemo(() => columnsOf(field, form.root), [field, form.root]);
  const rows = asRows(value);
  const order = useView(rows, columns, filter, sorting);
  const put = (next: Row[], own = true) => {
    if (own) form.leave();
    if (next.length !== rows.length) setChosen(new Set());
    form.change(path, next);
    if (own) form.leave();
  };
  const tell = (unread: readonly Unread[], place?: FileTable['place']) => {
    const cells = unread.slice(0, 6).map((one) => {
      const at = place?.(one.line, one.column) ?? one.row;
      return `${at}: ${one.title}`;
    });
    if (unread.length > cells.length)
      cells.push(t('fields:moreProblems', { count: unread.length - cells.length }));
    if (cells.length) toastError(t('table.unread', { cells: cells.join(', ') }));
  };
  const take = (cells: string[][], row: number, column: number) => {
    const result = pasted(rows, columns, cells, row, column, order);
    put(result.rows);
    tell(result.unread);
  };
  const bring = ({ cells, place }: FileTable, all: boolean) => {
    const result = pasted(all ? [] : rows, columns, cells, all ? 0 : rows.length, 0, []);
    put(result.rows);
    tell(result.unread, place);
  };
  const pasteRows = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.readText()) // there is none on a page without https
      .then((text) => take(parseTsv(text), order.length, 0))
      .catch(() => toast(t('table.pasteByKey')));
  const content = (
    <>
      {(rows.length > FEW || filter) && (
        <TableTools.Filter text={filter} onText={setFilter} shown={order.length} count={rows.length} />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: focus of the cells comes up here */}
      <div onFocus={(event) => setAt(placeOf(event.target, at))}>
        <Grid
          id={id}
          columns={columns}
          rows={rows}
          order={order}
          plain={!filter && !sorting}
          path={path}
          sorting={sorting}
          onSort={setSorting}
          chosen={chosen}
          onChoose={setChosen}
          put={put}
          paste={(text, row, column) => take(parseTsv(text), row, column)}
        />
      </div>
      {chosen.size > 0 && !form.disabled && (
        <RowBar rows={rows} columns={columns} chosen={chosen} onChoose={setChosen} put={put} />
      )}
      <TableTools
        name={kindText(field.title)}
        columns={columns}
        rows={rows}
        large={large}
        onAdd={() => put([...rows, emptyRow(columns)])}
        onPaste={() => void pasteRows()}
        onImport={bring}
        onLarge={() => setLarge(true)}
      />
      {columns.some(isWritten) && <CellBench id={id} path={path} columns={columns} rows={rows} at={at} />}
      <CellProblems path={path} columns={columns} />
      {choosesByPoint(field, columns) && rows.length > 0 && <RowFor columns={columns} rows={rows} />}
    </>
  );
  if (!large) return content;
  return (
    <Large title={kindText(field.title)} onClose={() => setLarge(false)}>
      {content}
    </Large>
  );
}

/** The row and column of what has got the keyboard; a check box at the side is in none. */
function placeOf(target: Element, before: Bench): Bench {
  const row = target.closest('[data-row]')?.getAttribute('data-row');
  const column = target.getAttribute('data-column');
  return row && column ? { row: Number(row), column } : before;
}
