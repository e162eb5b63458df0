import './knowledge.css';

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  forgetKnowledge,
  type KnowledgeRow,
  type KnowledgeTable,
  knowledgePath,
} from '../../../api/alarmKnowledge';
import { useResource } from '../../../api/useResource';
import { useMay } from '../../../app/session';
import { toast } from '../../../app/toasts';
import { SearchBox } from '../../../components/SearchBox';
import { Waiting } from '../../../components/Waiting';
import { Icon } from '../../../look/Icon';
import { Compare } from './Compare';
import { ImportDialog } from './ImportDialog';
import { RowDialog } from './RowDialog';
import { RowTable } from './RowTable';
import { emptyRow, fitsText } from './rows';

/** What is known about each alarm beforehand, and whether what runs is what was approved. */
export default function KnowledgePage() {
  const { t } = useTranslation('rationale');
  const mayEdit = useMay('engineer');
  const table = useResource<KnowledgeTable>(knowledgePath, true);
  const [text, setText] = useState('');
  const [shows, setShows] = useState<'table' | 'compare'>('table');
  const [importing, setImporting] = useState(false);
  const [edited, setEdited] = useState<{ row: KnowledgeRow; isNew: boolean } | null>(null);
  const changed = (said: string) => {
    forgetKnowledge();
    table.reload();
    setEdited(null);
    setImporting(false);
    toast(said);
  };
  return (
    <>
      <div className="pg-bar">
        <fieldset className="seg plain" aria-label={t('show')}>
          {(['table', 'compare'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={shows === one} onClick={() => setShows(one)}>
              {t(`shows.${one}`)}
            </button>
          ))}
        </fieldset>
        {shows === 'table' && <SearchBox label={t('search')} value={text} onChange={setText} width={240} />}
        <span className="sp" />
        {shows === 'table' && (
          <Tools mayEdit={mayEdit} onImport={() => setImporting(true)} onAdd={() => setEdited(NEW)} />
        )}
      </div>
      <div className="pg-body">
        {shows === 'compare' ? (
          <Compare />
        ) : (
          <Waiting of={table}>
            {({ rows }) => (
              <RowTable
                rows={rows.filter((row) => fitsText(row, text))}
                empty={rows.length === 0}
                onOpen={mayEdit ? (row) => setEdited({ row, isNew: false }) : undefined}
              />
            )}
          </Waiting>
        )}
      </div>
      {edited && (
        <RowDialog
          first={edited.row}
          isNew={edited.isNew}
          revision={table.data?.revision ?? 0}
          onClose={() => setEdited(null)}
          onDone={() => changed(t('saved'))}
        />
      )}
      {importing && (
        <ImportDialog onClose={() => setImporting(false)} onDone={() => changed(t('imported'))} />
      )}
    </>
  );
}

const NEW = { row: emptyRow(), isNew: true };

function Tools({ mayEdit, onImport, onAdd }: { mayEdit: boolean; onImport: () => void; onAdd: () => void }) {
  const { t } = useTranslation('rationale');
  return (
    <>
      <a className="btn" href={`/api${knowledgePath}/export?format=csv`} download>
        CSV
      </a>
      <a className="btn" href={`/api${knowledgePath}/export?format=xlsx`} download>
        Excel
      </a>
      {mayEdit && (
        <>
          <button type="button" className="btn" onClick={onImport}>
            {t('import')}
          </button>
          <button type="button" className="btn prim" onClick={onAdd}>
            <Icon name="plus" />
            {t('add')}
          </button>
        </>
      )}
    </>
  );
}
