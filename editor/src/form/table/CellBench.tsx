import { useTranslation } from 'react-i18next';

import type { Path } from '../../commands/paths';
import { kindText } from '../../i18n';
import { ExpressionField, TemplateField } from '../sample/EventField';
import type { Field } from '../schema';
import { Formula } from '../widgets/Formula';
import { asText } from '../widgets/widget';
import type { Row } from './rows';

const WIDGETS = { expression: ExpressionField, template: TemplateField, formula: Formula };
type Written = keyof typeof WIDGETS;

export interface Bench {
  row: number;
  column: string;
}

export const isWritten = (column: Field): boolean => column.widget in WIDGETS;

/** Below a table the expression, template or formula of the cell that was last entered, with help and its result. */
export function CellBench({ id, path, columns, rows, at }: Props) {
  const { t } = useTranslation('fields');
  const field =
    columns.find((column) => column.name === at.column && isWritten(column)) ?? columns.find(isWritten);
  const row = rows[at.row] ? at.row : 0;
  const values = rows[row];
  if (!field || !values) return null;
  const Widget = WIDGETS[field.widget as Written];
  const own = `${id}-bench`;
  return (
    <div className="cell-bench">
      <div className="lab" id={`${own}-label`}>
        {t('tried.row', { row: row + 1, column: kindText(field.title) })}
      </div>
      <Widget
        key={`${row}/${field.name}`}
        id={own}
        field={field}
        path={[...path, row, field.name]}
        value={values[field.name] ?? field.fallback}
        invalid={false}
        before={before(columns, rows.slice(0, row))}
      />
    </div>
  );
}

interface Props {
  id: string;
  path: Path;
  columns: Field[];
  rows: Row[];
  at: Bench;
}

/** Rows that name a field and compute it: each knows those above it. */
function before(columns: Field[], rows: Row[]) {
  if (!columns.some((one) => one.name === 'field') || !columns.some((one) => one.name === 'expression'))
    return [];
  return rows.map((row) => ({ field: asText(row['field']), expression: asText(row['expression']) }));
}
