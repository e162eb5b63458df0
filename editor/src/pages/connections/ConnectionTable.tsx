import { useTranslation } from 'react-i18next';

import type { Connection, ConnectionKind } from '../../api/types';
import { kindText } from '../../i18n';
import { ConnectionState } from './ConnectionState';
import type { Use } from './uses';

interface Props {
  connections: Connection[];
  kinds: ConnectionKind[];
  uses: Record<string, Use[]> | null;
  current: string | null;
  onOpen: (id: string) => void;
}

export function ConnectionTable({ connections, kinds, uses, current, onOpen }: Props) {
  const { t } = useTranslation('connections');
  const title = (kind: string) => kindText(kinds.find((one) => one.kind === kind)?.title ?? kind);
  return (
    <div className="pg-list">
      <table className="t list cn-table">
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('column.kind')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('column.message')}</th>
            <th scope="col" className="num">
              {t('column.uses')}
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.id} className={connection.id === current ? 'cur two' : 'two'}>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-expanded={connection.id === current}
                  onClick={() => onOpen(connection.id)}
                >
                  {connection.name || connection.id}
                </button>
                <span className="cn-second">{connection.id}</span>
              </td>
              <td>{title(connection.kind)}</td>
              <td>
                <ConnectionState status={connection.status} />
              </td>
              <td className="ell cn-message" title={connection.status.message}>
                {connection.status.message}
              </td>
              <td className="num">{uses && (uses[connection.id]?.length ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
