import { Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { toast, toastError } from '../../app/toasts';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { parseTsv } from '../parse';
import { columnsOf, emptyRow } from '../schema';
import type { WidgetProps } from '../widgets/widget';
import { Grid } from './Grid';
import { choosesByPoint, RowFor } from './RowFor';
import { asRows, pasted, type Row } from './rows';

/** Rows of settings: cells edited by keyboard, pasted from a spreadsheet, added, removed, moved. */
export function Table({ field, path, value, id }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const [large, setLarge] = useState(false);
  const columns = useMemo(() => columnsOf(field, form.root), [field, form.root]);
  const rows = asRows(value);
  const put = (next: Row[], own = true) => {
    if (own) form.leave();
    form.change(path, next);
  };
  const paste = (text: string, row: number, column: number) => {
    const result = pasted(rows, columns, parseTsv(text), row, column);
    put(result.rows);
    if (result.unread.length) toastError(t('table.unread', { cells: result.unread.slice(0, 6).join(', ') }));
  };
  const pasteRows = () =>
    navigator.clipboard
      .readText()
      .then((text) => paste(text, rows.length, 0))
      .catch(() => toast(t('table.pasteByKey')));
  const grid = <Grid id={id} columns={columns} rows={rows} path={path} put={put} paste={paste} />;
  const tools = !form.disabled && (
    <div className="table-tools">
      <button type="button" className="btn ghost sm" onClick={() => put([...rows, emptyRow(columns)])}>
        <Icon name="plus" small /> {t('table.add')}
      </button>
      <button type="button" className="btn ghost sm" onClick={() => void pasteRows()}>
        <Icon name="paste" /> {t('table.paste')}
      </button>
      <span className="sp" />
      <span className="mut">{t('table.rows', { count: rows.length })}</span>
      {!large && (
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={t('table.large')}
          title={t('table.large')}
          onClick={() => setLarge(true)}
        >
          <Icon name="expand" />
        </button>
      )}
    </div>
  );
  const judge = choosesByPoint(field, columns) && rows.length > 0 && <RowFor columns={columns} rows={rows} />;
  if (!large)
    return (
      <>
        {grid}
        {tools}
        {judge}
      </>
    );
  return (
    <Modal
      opened
      onClose={() => setLarge(false)}
      title={kindText(field.title)}
      size="min(1100px, 92vw)"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className="schema-form" data-form>
        {grid}
        {tools}
        {judge}
      </div>
    </Modal>
  );
}
