import { useTranslation } from 'react-i18next';

import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import type { Field } from '../schema';
import type { Sorting } from './view';

interface Props {
  column: Field;
  sorting: Sorting | null;
  onSort: (sorting: Sorting | null) => void;
}

/** Title of a column: a click sorts upwards, then downwards, then as the rows stand. */
export function SortHead({ column, sorting, onSort }: Props) {
  const { t } = useTranslation('fields');
  const own = sorting?.column === column.name ? sorting : null;
  const numeric = column.widget === 'number' || column.widget === 'duration';
  const next = !own ? { column: column.name, down: false } : own.down ? null : { ...own, down: true };
  return (
    <th
      scope="col"
      data-text={!numeric || undefined}
      aria-sort={own ? (own.down ? 'descending' : 'ascending') : undefined}
      title={[kindText(column.help), t('sort')].filter(Boolean).join('\n')}
    >
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {kindText(column.title)}
        {column.unit && column.unit.length <= 5 && <span className="u"> {column.unit}</span>}
        {own && <Icon name={own.down ? 'down' : 'up'} small />}
      </button>
    </th>
  );
}
