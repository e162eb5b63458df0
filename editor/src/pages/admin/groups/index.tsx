import { useTranslation } from 'react-i18next';

import type { FlowSummary, ServerStatus } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { Waiting } from '../../../components/Waiting';
import { GroupTable } from './GroupTable';
import { RestingTable } from './RestingTable';
import { useFresh } from './useFresh';

/** Which flows share a worker process, what each process takes, and what is out of work. */
export function Groups() {
  const { t } = useTranslation('admin');
  const status = useResource<ServerStatus>('/status');
  const flows = useResource<FlowSummary[]>('/flows');
  useFresh(status.reload, flows.reload);
  return (
    <div className="pg-body ad-writes">
      <div className="ad-explain">
        <p>{t('groups.explain')}</p>
      </div>
      <Waiting of={status}>
        {({ worker }) => (
          <Waiting of={flows}>
            {(all) => (
              <div className="pg-list">
                <GroupTable groups={worker.groups ?? []} most={worker.memory ?? 0} flows={all} />
                <RestingTable flows={all} onDone={flows.reload} />
              </div>
            )}
          </Waiting>
        )}
      </Waiting>
    </div>
  );
}
