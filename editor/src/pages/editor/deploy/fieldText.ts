import i18next from 'i18next';

import type { DocNode, KindSpec } from '../../../api/types';
import { columnsOf, type Field, fieldsOf } from '../../../form/schema';
import { kindText } from '../../../i18n';

/** Keys of a node beside its settings. */
const ENTRIES = new Set(['name', 'kind', 'version', 'disabled', 'record', 'delivery']);

/** The field of a setting such as "latch" or "limits/0/deadband". */
export function fieldAt(spec: KindSpec | undefined, field: string): Field | undefined {
  const [first = '', row, cell] = field.split('/');
  const top = spec && fieldsOf(spec.config).find((one) => one.name === first);
  if (row === undefined || !top) return top;
  return columnsOf(top, spec.config).find((one) => one.name === cell);
}

/** "limits/0/deadband" as "P1.flow · Deadband". */
export function fieldText(
  spec: KindSpec | undefined,
  field: string,
  node: DocNode | undefined,
  rowText: (row: number) => string,
): string {
  const [first = '', row, cell] = field.split('/');
  const top = fieldAt(spec, first);
  const title = top
    ? kindText(top.title)
    : ENTRIES.has(first)
      ? i18next.t(`deploying:entry.${first}` as never)
      : first;
  if (row === undefined) return title;
  const rows = node?.config[first];
  const line = Array.isArray(rows) ? rows[Number(row)] : undefined;
  const point =
    line && typeof line === 'object' && !Array.isArray(line) ? (line['point'] ?? line['points']) : undefined;
  const which =
    typeof point === 'string' && point ? point : /^\d+$/.test(row) ? rowText(Number(row) + 1) : row;
  const column = fieldAt(spec, field);
  const cellTitle = column ? kindText(column.title) : cell;
  return [title, which, cellTitle].filter(Boolean).join(' · ');
}
