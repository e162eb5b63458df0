import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { FlowRow } from './FlowRow';
import type { Order, Sort } from './list';

interface Props {
  flows: FlowSummary[];
  order: Order;
  onOrder: (order: Order) => void;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}

const COLUMNS: readonly [
  column: 'name' | 'state' | 'deployed' | 'draft' | 'problems' | 'nodes',
  sort: Sort,
][] = [
  ['name', 'name'],
  ['state', 'state'],
  ['deployed', 'deployed'],
  ['draft', 'saved'],
  ['problems', 'problems'],
  ['nodes', 'nodes'],
];

export function FlowTable({ flows, order, onOrder, selected, onSelect }: Props) {
  const { t } = useTranslation('flows');
  const all = flows.every(({ id }) => selected.has(id));
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return (
    <div className="pg-list">
      <table className="t list fl-table">
        <thead>
          <tr>
            <th scope="col" className="fl-check">
              <input
                type="checkbox"
                checked={all}
                aria-label={t('folders:selectAll')}
                onChange={() => onSelect(new Set(all ? [] : flows.map(({ id }) => id)))}
              />
            </th>
            {COLUMNS.map(([column, by]) => {
              const on = order.by === by;
              const sorted = on ? (order.down ? 'descending' : 'ascending') : undefined;
              return (
                <th
                  key={column}
                  scope="col"
                  aria-sort={sorted}
                  className={by === 'nodes' ? 'num' : undefined}
                >
                  <button
                    type="button"
                    className="fl-sort"
                    onClick={() => onOrder({ by, down: on ? !order.down : false })}
                  >
                    {t(`column.${column}`)}
                    <span aria-hidden="true">{on ? (order.down ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              );
            })}
            <th scope="col">
              <span className="sr">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} selected={selected} onSelect={toggle} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
