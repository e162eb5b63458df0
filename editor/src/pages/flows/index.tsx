import './flows.css';

import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { useMay } from '../../app/session';
import { toastError } from '../../app/toasts';
import { Page } from '../../components/Page';
import { SearchBox } from '../../components/SearchBox';
import { Waiting } from '../../components/Waiting';
import { Icon } from '../../look/Icon';
import { moveFlows } from './actions';
import { useFlowDialog } from './dialogs';
import { FlowDialogs } from './FlowDialogs';
import { FlowTable } from './FlowTable';
import { FolderTree } from './FolderTree';
import { folderOf, found, type Order } from './list';
import { NoFlows } from './NoFlows';
import { SeveralBar } from './SeveralBar';
import { useFlows } from './useFlows';

/** The start page: every flow with what runs and what is only a draft, in folders. */
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
      <Waiting of={flows}>{(all) => <List flows={all} search={search} onChange={flows.reload} />}</Waiting>
      <FlowDialogs flows={flows.data ?? []} onChange={flows.reload} />
    </Page>
  );
}

const STATES = ['running', 'degraded', 'restarting', 'stopped', 'disabled', 'failed', 'draft'] as const;

interface ListProps {
  flows: FlowSummary[];
  search: string;
  onChange: () => void;
}

function List({ flows, search, onChange }: ListProps) {
  const { t } = useTranslation('flows');
  const [folder, setFolder] = useState('');
  const [state, setState] = useState<FlowSummary['state'] | ''>('');
  const [order, setOrder] = useState<Order>({ by: 'name', down: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  if (flows.length === 0) return <NoFlows />;
  const there = flows.some((flow) => folderOf(flow) === folder || folderOf(flow).startsWith(`${folder}/`));
  const shown = found(flows, { search, folder: there ? folder : '', state }, order);
  const chosen = shown.filter(({ id }) => selected.has(id));
  const move = (ids: string[], to: string) => void moveFlows(ids, to).then(onChange).catch(toastError);
  const states = STATES.filter((one) => one === state || flows.some((flow) => flow.state === one));
  return (
    <div className="fl-page">
      <FolderTree flows={flows} chosen={there ? folder : ''} onChoose={setFolder} onMove={move} />
      <div className="fl-main">
        <div className="fl-bar">
          <select
            className="inp"
            aria-label={t('folders:state')}
            value={state}
            onChange={(event) => setState(event.target.value as FlowSummary['state'] | '')}
          >
            <option value="">{t('folders:anyState')}</option>
            {states.map((one) => (
              <option key={one} value={one}>
                {t(`state.${one}`)}
              </option>
            ))}
          </select>
          <SeveralBar flows={chosen} onClear={() => setSelected(new Set())} />
        </div>
        {shown.length === 0 ? (
          <div className="empty pg-list">{search ? t('empty.search', { search }) : t('folders:none')}</div>
        ) : (
          <FlowTable
            flows={shown}
            order={order}
            onOrder={setOrder}
            selected={selected}
            onSelect={setSelected}
          />
        )}
      </div>
    </div>
  );
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
