import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { live } from '../../api/live';
import type { ServerStatus, WorkerState } from '../../api/types';
import { useResource } from '../../api/useResource';
import { Age, When } from '../../components/Age';
import { Waiting } from '../../components/Waiting';
import { Status, type StatusName } from '../../look/Status';

const LOOK: Record<WorkerState, StatusName> = { up: 'ok', starting: 'warn', down: 'error' };

/** How the engine is, and what this program is. */
export function Engine() {
  const status = useResource<ServerStatus>('/status');
  const { reload } = status;
  useEffect(() => live.on((message) => message.type === 'worker' && reload()), [reload]);
  return (
    <div className="pg-body">
      <Waiting of={status}>{(data) => <Facts status={data} />}</Waiting>
    </div>
  );
}

function Facts({ status }: { status: ServerStatus }) {
  const { t } = useTranslation('admin');
  const { state, restarts, since } = status.worker;
  return (
    <div className="pg-list ad-facts">
      <h2>{t('engine.title')}</h2>
      <dl className="kv">
        <dt>{t('engine.state')}</dt>
        <dd className="ad-state">
          <span aria-hidden="true">
            <Status status={LOOK[state]} />
          </span>
          {t(`engine.states.${state}`)}
        </dd>
        <dt>{t('engine.since')}</dt>
        <dd>
          <When time={since} seconds /> · <Age since={since} />
        </dd>
        <dt>{t('engine.restarts')}</dt>
        <dd className="tn">{restarts}</dd>
      </dl>
      <p className="sec">{state === 'up' ? t('engine.help') : t('engine.helpDown')}</p>
      <h2>{t('about.title')}</h2>
      <dl className="kv">
        <dt>{t('about.version')}</dt>
        <dd className="tn">Tundish {status.version}</dd>
        <dt>{t('about.licence')}</dt>
        <dd>Apache-2.0</dd>
      </dl>
    </div>
  );
}
