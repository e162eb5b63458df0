import { useTranslation } from 'react-i18next';

import type { Connection } from '../../api/types';
import { Status, type StatusName } from '../../look/Status';

const LOOK: Record<Connection['status']['state'], StatusName> = {
  connected: 'ok',
  connecting: 'idle',
  failed: 'error',
  unused: 'idle',
};

/** Shape and word; only a failed connection has a colour. */
export function ConnectionState({ status }: { status: Connection['status'] }) {
  const { t } = useTranslation('connections');
  return (
    <span className="cn-state">
      <span aria-hidden="true">
        <Status status={LOOK[status.state]} />
      </span>
      {t(`state.${status.state}`)}
    </span>
  );
}
