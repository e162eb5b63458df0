import { useTranslation } from 'react-i18next';

import type { Row } from '../sections';
import { useSelection } from '../selection';
import type { DrawnColumn } from './columns';

export function TableHead({ rows, columns }: { rows: Row[]; columns: readonly DrawnColumn[] }) {
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
        {columns.map(({ name, right }) => (
          <th key={name} scope="col" className={right ? 'num' : undefined}>
            {name === 'unit' ? <span className="sr">{t('column.unit')}</span> : t(`column.${name}`)}
          </th>
        ))}
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
