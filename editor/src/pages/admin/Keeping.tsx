import { useTranslation } from 'react-i18next';

import { useResource } from '../../api/useResource';
import { When } from '../../components/Age';
import { Waiting } from '../../components/Waiting';

interface Store {
  bytes: number;
  room: number;
  oldest: string | null;
}
interface Kept {
  /** By the name of the setting. */
  days: Record<string, number>;
  events: Store;
  history: Store;
}

const GIB = 2 ** 30;
const gibibytes = (bytes: number) => (bytes / GIB).toFixed(bytes < 10 * GIB ? 2 : 0);

/** How long things are kept and what room they take: changed where the server is set up, not here. */
export function Keeping() {
  const { t } = useTranslation('keeping');
  const kept = useResource<Kept>('/keeping');
  return (
    <div className="pg-body ad-writes">
      <div className="ad-explain">
        <p>{t('explain')}</p>
      </div>
      <Waiting of={kept}>
        {({ days, events, history }) => (
          <div className="pg-list ad-keeping">
            <table className="t list" aria-label={t('days')}>
              <thead>
                <tr>
                  <th scope="col">{t('what')}</th>
                  <th scope="col" className="num">
                    {t('days')}
                  </th>
                  <th scope="col">{t('setting')}</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(days).map(([setting, count]) => (
                  <tr key={setting}>
                    <td>{t(`class.${setting}` as 'class.keep-alarms', { defaultValue: setting })}</td>
                    <td className="num">{count}</td>
                    <td className="mono sec">{setting}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <table className="t list" aria-label={t('room')}>
              <thead>
                <tr>
                  <th scope="col">{t('store')}</th>
                  <th scope="col" className="num">
                    {t('used')}
                  </th>
                  <th scope="col" className="num">
                    {t('room')}
                  </th>
                  <th scope="col">{t('oldest')}</th>
                  <th scope="col">{t('setting')}</th>
                </tr>
              </thead>
              <tbody>
                <StoreRow name={t('events')} store={events} setting="events-room" />
                <StoreRow name={t('history')} store={history} setting="history-room" />
              </tbody>
            </table>
          </div>
        )}
      </Waiting>
    </div>
  );
}

function StoreRow({ name, store, setting }: { name: string; store: Store; setting: string }) {
  return (
    <tr>
      <td>{name}</td>
      <td className="num">
        {gibibytes(store.bytes)} <span className="u">GiB</span>
      </td>
      <td className="num">
        {gibibytes(store.room)} <span className="u">GiB</span>
      </td>
      <td className="sec">
        <When time={store.oldest} seconds />
      </td>
      <td className="mono sec">{setting}</td>
    </tr>
  );
}
