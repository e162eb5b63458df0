import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { Connection } from '../../api/types';
import { toast } from '../../app/toasts';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';
import { Icon } from '../../look/Icon';
import { type AllowedWrite, EMPTY_ROW, rowErrors, rowsOf, writesOf } from './allowedWrites';
import { WritesRow } from './WritesRow';

interface Props {
  writes: AllowedWrite[];
  connections: Connection[];
  onSaved: () => void;
}

const COLUMNS = ['connection', 'point', 'address', 'low', 'high', 'rate', 'outside', 'mode'] as const;

/** The whole list is edited and saved at once, so that the audit trail has one entry with before and after. */
export function WritesForm({ writes, connections, onSaved }: Props) {
  const { t } = useTranslation('admin');
  const [rows, setRows] = useState(() => rowsOf(writes));
  const [shown, setShown] = useState(false);
  const { busy, failure, send } = useSend();
  const errors = rowErrors(rows);
  const changed = JSON.stringify(rows) !== JSON.stringify(rowsOf(writes));
  const save = () => {
    setShown(true);
    if (errors.some((row) => Object.keys(row).length > 0)) return;
    send(api.put('/allowed-writes', writesOf(rows)), () => {
      toast(t('writes.saved'));
      onSaved();
    });
  };
  return (
    <form
      className="ad-list"
      aria-label={t('tab.writes')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="pg-list">
        <table className="t list">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`writes.${column}`)}
                </th>
              ))}
              <th scope="col">
                <span className="sr">{t('writes.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <WritesRow
                key={i}
                number={i + 1}
                row={row}
                errors={shown ? (errors[i] ?? {}) : {}}
                connections={connections}
                onChange={(part) => setRows(rows.map((old, k) => (k === i ? { ...old, ...part } : old)))}
                onRemove={() => setRows(rows.filter((_, k) => k !== i))}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="ad-none">{t('writes.none')}</p>}
        <div className="ad-add">
          <button type="button" className="btn sm" onClick={() => setRows([...rows, EMPTY_ROW])}>
            <Icon name="plus" small />
            {t('writes.add')}
          </button>
        </div>
        <Failure message={failure} />
      </div>
      <footer className="side-foot">
        <button type="button" className="btn" disabled={!changed} onClick={() => setRows(rowsOf(writes))}>
          {t('writes.discard')}
        </button>
        <button type="submit" className="btn prim" disabled={!changed || busy}>
          {t('writes.save')}
        </button>
      </footer>
    </form>
  );
}
