import '../editor/inspector/inspector.css';
import './connections.css';

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Connection, ConnectionKind } from '../../api/types';
import { useResource } from '../../api/useResource';
import { useMay } from '../../app/session';
import { Page } from '../../components/Page';
import { Waiting } from '../../components/Waiting';
import { Icon } from '../../look/Icon';
import { ConnectionPanel } from './ConnectionPanel';
import { ConnectionTable } from './ConnectionTable';
import { useConnectionKinds } from './catalogue';
import { NewConnectionDialog } from './NewConnectionDialog';
import { useUses } from './uses';

const EVERY = 3000;

/** How the server reaches equipment: Modbus, OPC UA, MQTT. */
export default function Connections() {
  const { t } = useTranslation('connections');
  const mayEdit = useMay('engineer');
  const connections = useResource<Connection[]>('/connections');
  const kinds = useConnectionKinds();
  const [adding, setAdding] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const { reload } = connections;
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  const taken = new Set((connections.data ?? []).map((one) => one.id));
  return (
    <Page
      title={t('common:nav.connections')}
      count={connections.data?.length}
      actions={
        mayEdit && (
          <button type="button" className="btn prim" disabled={!kinds} onClick={() => setAdding(true)}>
            <Icon name="plus" />
            {t('create.open')}
          </button>
        )
      }
    >
      <Waiting of={connections}>
        {(all) => (
          <List all={all} kinds={kinds ?? []} current={current} onOpen={setCurrent} onChange={reload} />
        )}
      </Waiting>
      {adding && kinds && (
        <NewConnectionDialog
          kinds={kinds}
          taken={taken}
          onClose={() => setAdding(false)}
          onMade={(connection) => {
            setAdding(false);
            setCurrent(connection.id);
            reload();
          }}
        />
      )}
    </Page>
  );
}

interface ListProps {
  all: Connection[];
  kinds: ConnectionKind[];
  current: string | null;
  onOpen: (id: string | null) => void;
  onChange: () => void;
}

function List({ all, kinds, current, onOpen, onChange }: ListProps) {
  const { t } = useTranslation('connections');
  const uses = useUses();
  const open = all.find((one) => one.id === current);
  if (all.length === 0)
    return (
      <div className="empty pg-list">
        <h2>{t('empty.title')}</h2>
        <p>{t('empty.help')}</p>
      </div>
    );
  return (
    <>
      <ConnectionTable
        connections={all}
        kinds={kinds}
        uses={uses}
        current={current}
        onOpen={(id) => onOpen(id === current ? null : id)}
      />
      {open && (
        <ConnectionPanel
          connection={open}
          kind={kinds.find((one) => one.kind === open.kind)}
          uses={uses && (uses[open.id] ?? [])}
          onClose={() => onOpen(null)}
          onChange={onChange}
        />
      )}
    </>
  );
}
