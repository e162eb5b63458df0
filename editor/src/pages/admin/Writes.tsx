import { useTranslation } from 'react-i18next';

import type { Connection } from '../../api/types';
import { useResource } from '../../api/useResource';
import { Waiting } from '../../components/Waiting';
import type { AllowedWrite } from './allowedWrites';
import { WritesForm } from './WritesForm';

/** The allow-list of writes to equipment. */
export function Writes() {
  const { t } = useTranslation('admin');
  const writes = useResource<AllowedWrite[]>('/allowed-writes');
  const connections = useResource<Connection[]>('/connections');
  return (
    <div className="pg-body ad-writes">
      <div className="ad-explain">
        <p>{t('writes.explain')}</p>
        <p>{t('writes.explainLimits')}</p>
      </div>
      <Waiting of={writes}>
        {(data) => (
          <WritesForm
            key={JSON.stringify(data)}
            writes={data}
            connections={connections.data ?? []}
            onSaved={writes.reload}
          />
        )}
      </Waiting>
    </div>
  );
}
