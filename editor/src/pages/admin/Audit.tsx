import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AuditEntry } from '../../api/types';
import { When } from '../../components/Age';
import { SearchBox } from '../../components/SearchBox';
import { Waiting } from '../../components/Waiting';
import { actionName, detailText, matchesText } from './auditText';
import { useAudit } from './useAudit';

/** Who did what, newest first; nothing here can be changed or deleted. */
export function Audit() {
  const { t } = useTranslation('admin');
  const [search, setSearch] = useState('');
  const [text] = useDebouncedValue(search, 150);
  const { page, entries, more, atEnd } = useAudit();
  return (
    <>
      <div className="pg-bar">
        <SearchBox label={t('audit.search')} value={search} onChange={setSearch} width={280} />
        <span className="sec ad-hint">{t('audit.help')}</span>
      </div>
      <div className="pg-body">
        <Waiting of={page}>{() => <List entries={entries} text={text} more={more} atEnd={atEnd} />}</Waiting>
      </div>
    </>
  );
}

interface ListProps {
  entries: AuditEntry[];
  text: string;
  more: () => void;
  atEnd: boolean;
}

function List({ entries, text, more, atEnd }: ListProps) {
  const { t } = useTranslation('admin');
  const found = entries.filter((entry) => matchesText(entry, text));
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
          {found.map((entry) => (
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
        {found.length === 0 && <p>{text ? t('audit.none', { text }) : t('audit.empty')}</p>}
        {atEnd ? (
          <span className="mut">{t('audit.end', { count: entries.length })}</span>
        ) : (
          <button type="button" className="btn" onClick={more}>
            {text ? t('audit.searchOlder', { count: entries.length }) : t('audit.older')}
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
