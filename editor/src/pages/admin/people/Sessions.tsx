import { useTranslation } from 'react-i18next';

import { endSession, type OpenSession } from '../../../api/people';
import { useResource } from '../../../api/useResource';
import { toast, toastError } from '../../../app/toasts';
import { When } from '../../../components/Age';
import { Scroll } from '../../../components/Scroll';
import { Waiting } from '../../../components/Waiting';

/** Browsers that are signed in. */
export function Sessions() {
  const { t } = useTranslation('people');
  const sessions = useResource<OpenSession[]>('/sessions', true);
  const end = (session: OpenSession) =>
    void endSession(session.id)
      .then(() => {
        toast(t('sessions.ended', { name: session.user }));
        sessions.reload();
      })
      .catch(toastError);
  return (
    <>
      <div className="pg-bar">
        <span className="sec ad-hint">{t('sessions.explain')}</span>
      </div>
      <div className="pg-body">
        <Waiting of={sessions}>
          {(all) => (
            <Scroll className="pg-list" label={t('sessions.explain')}>
              <table className="t list ad-people">
                <thead>
                  <tr>
                    <th scope="col">{t('sessions.user')}</th>
                    <th scope="col">{t('sessions.address')}</th>
                    <th scope="col">{t('sessions.seen')}</th>
                    <th scope="col">{t('sessions.expires')}</th>
                    <th scope="col">
                      <span className="sr">{t('actions')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((session) => (
                    <tr key={session.id}>
                      <td>
                        <b>{session.user}</b>{' '}
                        {session.current && <span className="sec">{t('sessions.this')}</span>}
                      </td>
                      <td className="mono">{session.address}</td>
                      <td className="sec">
                        <When time={session.seen} seconds />
                      </td>
                      <td className="sec">
                        <When time={session.expires} />
                      </td>
                      <td className="num">
                        {!session.current && (
                          <button
                            type="button"
                            className="btn sm"
                            aria-label={t('sessions.endOf', { name: session.user })}
                            onClick={() => end(session)}
                          >
                            {t('sessions.end')}
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </Waiting>
      </div>
    </>
  );
}
