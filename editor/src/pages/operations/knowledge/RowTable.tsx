import { useTranslation } from 'react-i18next';

import type { KnowledgeRow } from '../../../api/alarmKnowledge';
import { When } from '../../../components/Age';
import { useSpan } from '../act/span';

interface Placed {
  row: KnowledgeRow;
  at: number;
}
interface Props {
  rows: Placed[];
  /** There is no row at all, whatever the search says. */
  empty: boolean;
  onOpen?: (placed: Placed) => void;
}

const COLUMNS = [
  'point',
  'node',
  'flow',
  'cause',
  'consequence',
  'response',
  'within',
  'basis',
  'approver',
] as const;

export function RowTable({ rows, empty, onOpen }: Props) {
  const { t } = useTranslation('rationale');
  if (rows.length === 0)
    return (
      <div className="empty">
        <h2>{t(empty ? 'none' : 'noneFits')}</h2>
        {empty && <p>{t('noneHelp')}</p>}
      </div>
    );
  return (
    <div className="pg-list">
      <table className="t list kn-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={column === 'within' ? 'num' : undefined}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((placed) => (
            <Line key={placed.at} placed={placed} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ placed, onOpen }: { placed: Placed; onOpen?: (placed: Placed) => void }) {
  const { t } = useTranslation('rationale');
  const span = useSpan();
  const { row } = placed;
  const name = row.point || t('everyPoint');
  return (
    <tr>
      <td>
        {onOpen ? (
          <button type="button" className="link" onClick={() => onOpen(placed)}>
            {name}
          </button>
        ) : (
          name
        )}
      </td>
      <td>{row.node}</td>
      <td>{row.flow}</td>
      <td className="kn-text">{row.cause}</td>
      <td className="kn-text">{row.consequence}</td>
      <td className="kn-text">{row.response}</td>
      <td className="num">{row.respond_within ? span(row.respond_within) : ''}</td>
      <td className="kn-text">{row.basis}</td>
      <td>
        {row.approver} {row.approved_at && <When time={row.approved_at} />}
      </td>
    </tr>
  );
}
