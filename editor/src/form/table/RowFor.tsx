import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import type { Field } from '../schema';
import { PointInput } from '../widgets/PointInput';
import { asText } from '../widgets/widget';
import type { Row } from './rows';

/** Rows are chosen by pattern, the most specific wins; in a table of groups all rows count. */
export function choosesByPoint(field: Field, columns: readonly Field[]): boolean {
  if (field.name !== 'rows' || columns.some((column) => column.name === 'group')) return false;
  return columns.some((column) => column.name === 'points' && column.widget === 'points');
}

/** "Which row is for …": the server says which row is used for a point, as the node itself finds it. */
export function RowFor({ columns, rows }: { columns: readonly Field[]; rows: readonly Row[] }) {
  const { t } = useTranslation('form');
  const [point, setPoint] = useState('');
  const [mode, setMode] = useState('');
  const id = useId();
  const byMode = columns.some((column) => column.name === 'mode');
  const usual = columns.find((column) => column.name === 'points')?.fallback;
  const patterns = rows.map((row) => asText(row['points'] ?? usual));
  const now = mode.trim() !== '' && Number.isFinite(Number(mode)) ? Number(mode) : null;
  const modes = byMode ? { modes: rows.map((row) => row['mode'] ?? null), mode: now } : {};
  const used = useRow({ patterns, ...modes }, patterns.length <= MOST_ROWS ? point.trim() : '');
  return (
    <div className="row-for">
      <label htmlFor={id}>{t('table.rowFor')}</label>
      <PointInput id={id} value={point} onChange={setPoint} />
      {byMode && (
        <input
          className="inp row-mode"
          inputMode="decimal"
          aria-label={t('table.inMode')}
          placeholder={t('table.inMode')}
          value={mode}
          onChange={(event) => setMode(event.target.value)}
        />
      )}
      <output htmlFor={id}>
        {used === null && t('table.noRow')}
        {typeof used === 'number' && (
          <>
            → {t('table.isRow', { row: used + 1 })} <span className="sec">{patterns[used]}</span>
          </>
        )}
      </output>
    </div>
  );
}

const PAUSE = 200;
/** As many as the server takes. */
const MOST_ROWS = 2000;

/** The row from 0; null when none fits; undefined until it is known. */
function useRow(table: object, point: string): number | null | undefined {
  const question = point && JSON.stringify({ ...table, points: [point] });
  const [answer, setAnswer] = useState<{ question: string; row: number | null }>();
  useEffect(() => {
    if (!question) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api
        .post<{ rows: (number | null)[] }>('/catalogue/rows', JSON.parse(question), { signal: stop.signal })
        .then(({ rows }) => !stop.signal.aborted && setAnswer({ question, row: rows[0] ?? null }))
        .catch(() => {});
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [question]);
  return question && answer?.question === question ? answer.row : undefined;
}
