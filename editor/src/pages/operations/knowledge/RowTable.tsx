import { useTranslation } from 'react-i18next';

import type { KnowledgeRow } from '../../../api/alarmKnowledge';
import { When } from '../../../components/Age';
import { Scroll } from '../../../components/Scroll';
import { Status } from '../../../look/Status';
import { useSpan } from '../act/span';
import { differing } from './rows';

interface Props {
  rows: KnowledgeRow[];
  /** There is no row at all, whatever the search says. */
  empty: boolean;
  onOpen?: (row: KnowledgeRow) => void;
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
    <Scroll className="pg-list" label={t('title')}>
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
          {rows.map((row) => (
            <Line key={`${row.flow}/${row.node}/${row.point}`} row={row} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Line({ row, onOpen }: { row: KnowledgeRow; onOpen?: (row: KnowledgeRow) => void }) {
  const { t } = useTranslation('rationale');
  const span = useSpan();
  const name = row.point === '*' ? t('everyPoint') : row.point;
  return (
    <tr>
      <td>
        {onOpen ? (
          <button type="button" className="link" onClick={() => onOpen(row)}>
            {name}
          </button>
        ) : (
          name
        )}
      </td>
      <td>
        {row.node}
        {row.device && <span className="sec"> · {row.device}</span>}
      </td>
      <td>{row.flow}</td>
      <td className="kn-text">{row.cause}</td>
      <td className="kn-text">{row.consequence}</td>
      <td className="kn-text">{row.response}</td>
      <td className="num">{row.respond_within ? span(row.respond_within) : ''}</td>
      <td className="kn-text">{row.basis}</td>
      <td>
        <Approval row={row} />
      </td>
    </tr>
  );
}

/** By whom and when, and whether what runs is still that. */
function Approval({ row }: { row: KnowledgeRow }) {
  const { t } = useTranslation('rationale');
  if (!row.approver) return <span className="sec">{t('notApproved')}</span>;
  const count = differing(row).length;
  return (
    <>
      {row.approver} · <When time={row.approved_at} />
      {count > 0 && (
        <span className="kn-differs">
          <Status status="warn" />
          {t('differs', { count })}
        </span>
      )}
    </>
  );
}
