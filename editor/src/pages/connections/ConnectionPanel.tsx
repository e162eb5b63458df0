import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { Connection, ConnectionKind } from '../../api/types';
import { useMay } from '../../app/session';
import { SidePanel } from '../../components/SidePanel';
import { kindText } from '../../i18n';
import { ConnectionForm } from './ConnectionForm';
import { ConnectionState } from './ConnectionState';
import { DeleteDialog } from './DeleteDialog';
import type { Use } from './uses';

interface Props {
  connection: Connection;
  kind: ConnectionKind | undefined;
  uses: Use[] | null;
  onClose: () => void;
  onChange: () => void;
}

/** One connection: how it is, its settings, who uses it. */
export function ConnectionPanel({ connection, kind, uses, onClose, onChange }: Props) {
  const { t } = useTranslation('connections');
  const mayEdit = useMay('engineer');
  const [deleting, setDeleting] = useState(false);
  return (
    <SidePanel
      label={t('panel', { name: connection.name })}
      onClose={onClose}
      head={kindText(kind?.title) || connection.kind}
    >
      <section>
        <h2>{connection.name || connection.id}</h2>
        <ConnectionState status={connection.status} />
        {connection.status.message && <p className="sec cn-said">{connection.status.message}</p>}
      </section>
      {kind ? (
        <ConnectionForm
          key={connection.id}
          kind={kind}
          connection={connection}
          disabled={!mayEdit}
          onSaved={onChange}
        />
      ) : (
        <section>{t('unknownKind', { kind: connection.kind })}</section>
      )}
      <section>
        <h3>{t('uses.title')}</h3>
        <Uses uses={uses} />
        {mayEdit && (
          <button type="button" className="btn sm" onClick={() => setDeleting(true)}>
            {t('delete.open')}
          </button>
        )}
      </section>
      {deleting && (
        <DeleteDialog
          connection={connection}
          uses={uses?.length ?? 0}
          onClose={() => setDeleting(false)}
          onDone={() => {
            onClose();
            onChange();
          }}
        />
      )}
    </SidePanel>
  );
}

function Uses({ uses }: { uses: Use[] | null }) {
  const { t } = useTranslation('connections');
  if (!uses) return <p className="sec">{t('common:loading')}</p>;
  if (uses.length === 0) return <p className="sec">{t('uses.none')}</p>;
  return (
    <ul className="cn-uses">
      {uses.map((use) => (
        <li key={`${use.flow}/${use.node}`}>
          <Link href={`/flows/${encodeURIComponent(use.flow)}`} className="link">
            {use.flowName || use.flow}
          </Link>{' '}
          <span className="sec">{use.nodeName}</span>
        </li>
      ))}
    </ul>
  );
}
