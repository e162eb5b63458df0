import './points.css';

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../app/session';
import { Page } from '../../components/Page';
import { Pager } from '../../components/Pager';
import { SearchBox } from '../../components/SearchBox';
import { useFlowNames } from '../../components/useFlowNames';
import { Waiting } from '../../components/Waiting';
import { ImportDialog } from './ImportDialog';
import { PointPanel } from './PointPanel';
import { PointTable } from './PointTable';
import { type PointPage, STEP, usePointPage } from './usePointPage';

/** The directory of points: every measured or computed signal with its last value. */
export default function Points() {
  const { t } = useTranslation('points');
  const [search, setSearch] = useState('');
  const [offset, setOffset] = useState(0);
  const [importing, setImporting] = useState(false);
  const page = usePointPage(search, offset);
  const seek = (text: string) => {
    setSearch(text);
    setOffset(0);
  };
  return (
    <Page
      title={t('common:nav.points')}
      count={page.data?.total}
      actions={
        <>
          <SearchBox label={t('search')} value={search} onChange={seek} />
          <Files onImport={() => setImporting(true)} />
        </>
      }
    >
      <Waiting of={page}>
        {(data) => (
          <List page={data} search={search} offset={offset} onMove={setOffset} onSaved={page.reload} />
        )}
      </Waiting>
      {importing && <ImportDialog onClose={() => setImporting(false)} onDone={page.reload} />}
    </Page>
  );
}

interface ListProps {
  page: PointPage;
  search: string;
  offset: number;
  onMove: (offset: number) => void;
  onSaved: () => void;
}

function List({ page, search, offset, onMove, onSaved }: ListProps) {
  const { t } = useTranslation('points');
  const flowNames = useFlowNames();
  const [current, setCurrent] = useState<string | null>(null);
  const open = page.points.find((point) => point.name === current);
  if (page.total === 0)
    return (
      <div className="empty pg-list">
        <h2>{search ? t('empty.search', { search }) : t('empty.title')}</h2>
        {!search && <p>{t('empty.help')}</p>}
      </div>
    );
  return (
    <>
      <div className="pt-main">
        <div className="pg-list">
          <PointTable
            points={page.points}
            flowNames={flowNames}
            current={current}
            onOpen={(name) => setCurrent(name === current ? null : name)}
          />
        </div>
        <footer className="pt-foot">
          <Pager offset={offset} shown={page.points.length} total={page.total} step={STEP} onMove={onMove} />
        </footer>
      </div>
      {open && (
        <PointPanel point={open} flowNames={flowNames} onClose={() => setCurrent(null)} onSaved={onSaved} />
      )}
    </>
  );
}

function Files({ onImport }: { onImport: () => void }) {
  const { t } = useTranslation('points');
  const mayEdit = useMay('engineer');
  return (
    <>
      <a className="btn" href="/api/points.csv" download="points.csv">
        {t('export')}
      </a>
      {mayEdit && (
        <button type="button" className="btn" onClick={onImport}>
          {t('import.open')}
        </button>
      )}
    </>
  );
}
