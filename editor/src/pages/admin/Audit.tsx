import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { queryOf } from '../../api/events';
import type { AuditEntry } from '../../api/types';
import { When } from '../../components/Age';
import { Waiting } from '../../components/Waiting';
import { AuditFilter } from './AuditFilter';
import { type AuditWanted, actionName, detailText, EVERYTHING, queryFields } from './auditText';
import { useAudit } from './useAudit';

/** Who did what, newest first; nothing here can be changed or deleted. */
export function Audit() {
  const [filter, setFilter] = useState<AuditWanted>(EVERYTHING);
  const [settled] = useDebouncedValue(filter, 250);
  const query = useMemo(() => queryOf(queryFields(settled, Date.now())), [settled]);
  const { page, entries, more, atEnd } = useAudit(query);
  return (
    <>
      <div className="pg-bar ad-audit">
        <AuditFilter
          filter={filter}
          file={`/api/audit?${query}${query && '&'}format=csv`}
          onChange={(part) => setFilter({ ...filter, ...part })}
        />
      </div>
      <div className="pg-body">
        <Waiting of={page}>
          {() => <List entries={entries} filtered={query !== ''} more={more} atEnd={atEnd} />}
        </Waiting>
      </div>
    </>
  );
}

interface ListProps {
  entries: AuditEntry[];
  filtered: boolean;
  more: () => void;
  atEnd: boolean;
}

function List({ entries, filtered, more, atEnd }: ListProps) {
  const { t } = useTranslation('admin');
  return (
    <div className="pg-list">
      <table className="t list ad-table">
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('audit.number')}
            </th>
            <th scope="col">{t('audit.time')}</th>
            <th scope="col">{t('audit.user')}</th>
            <th scope="col">{t('audit.action')}</th>
            <th scope="col">{t('audit.object')}</th>
            <th scope="col">{t('audit.detail')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.number}>
              <td className="num sec">{entry.number}</td>
              <td className="sec">
                <When time={entry.time} seconds />
              </td>
              <td>{entry.user}</td>
              <td title={entry.action}>{actionName(entry.action)}</td>
              <td className="ell" title={entry.object}>
                {entry.object}
              </td>
              <td>
                <Detail text={detailText(entry.detail)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="ad-more" role="status">
        {entries.length === 0 && <p>{t(filtered ? 'audit.none' : 'audit.empty')}</p>}
        {atEnd ? (
          <span className="mut">{t('audit.end', { count: entries.length })}</span>
        ) : (
          <button type="button" className="btn" onClick={more}>
            {t('audit.older')}
          </button>
        )}
      </div>
    </div>
  );
}

/** One line; a click shows all of it. */
function Detail({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  if (!text) return null;
  return (
    <button
      type="button"
      className={open ? 'link ad-detail open' : 'link ad-detail ell'}
      aria-expanded={open}
      onClick={() => setOpen(!open)}
    >
      {text}
    </button>
  );
}
