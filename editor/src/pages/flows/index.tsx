import './flows.css';

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { useMay } from '../../app/session';
import { Page } from '../../components/Page';
import { SearchBox } from '../../components/SearchBox';
import { Waiting } from '../../components/Waiting';
import { Icon } from '../../look/Icon';
import { useFlowDialog } from './dialogs';
import { FlowDialogs } from './FlowDialogs';
import { FlowTable } from './FlowTable';
import { NoFlows } from './NoFlows';
import { useFlows } from './useFlows';

/** The start page: every flow with what runs and what is only a draft. */
export default function Flows() {
  const { t } = useTranslation('flows');
  const flows = useFlows();
  const [search, setSearch] = useState('');
  return (
    <Page
      title={t('common:nav.flows')}
      count={flows.data?.length}
      actions={<Actions search={search} onSearch={setSearch} />}
    >
      <Waiting of={flows}>{(all) => <List flows={all} search={search} />}</Waiting>
      <FlowDialogs flows={flows.data ?? []} onChange={flows.reload} />
    </Page>
  );
}

function List({ flows, search }: { flows: FlowSummary[]; search: string }) {
  const { t } = useTranslation('flows');
  if (flows.length === 0) return <NoFlows />;
  const words = search.toLowerCase().split(/\s+/);
  const found = flows.filter((flow) => {
    const text = `${flow.id} ${flow.name} ${flow.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (found.length === 0) return <div className="empty pg-list">{t('empty.search', { search })}</div>;
  return <FlowTable flows={found} />;
}

function Actions({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const { t } = useTranslation('flows');
  const mayEdit = useMay('engineer');
  const show = useFlowDialog((state) => state.show);
  return (
    <>
      <SearchBox label={t('search')} value={search} onChange={onSearch} />
      {mayEdit && (
        <>
          <button type="button" className="btn" onClick={() => show({ kind: 'example' })}>
            {t('action.example')}
          </button>
          <button type="button" className="btn" onClick={() => show({ kind: 'import' })}>
            {t('action.import')}
          </button>
          <button type="button" className="btn prim" onClick={() => show({ kind: 'create' })}>
            <Icon name="plus" />
            {t('action.create')}
          </button>
        </>
      )}
    </>
  );
}
