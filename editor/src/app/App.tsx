import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { followAlarms } from '../api/alarms';
import { Late, late } from '../components/Late';
import { LinkBanner } from './LinkBanner';
import { Routes } from './Routes';
import { useSession } from './session';
import { TopBar } from './TopBar';
import { styleNonce, theme, useScheme, variables } from './theme';

const SignIn = late(() => import('../pages/signin'));

export function App() {
  const scheme = useScheme((state) => state.scheme);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      forceColorScheme={scheme}
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" limit={4} />
      <Gate />
    </MantineProvider>
  );
}

/** Shows what fits the session: waiting, set-up or sign-in, or the application. */
function Gate() {
  const { stage, error, begin } = useSession();
  const { t } = useTranslation('common');
  useEffect(() => void begin(), [begin]);
  if (stage === 'loading') return null;
  if (stage === 'unreachable')
    return (
      <div className="empty" role="alert">
        <h2>{t('unreachable')}</h2>
        <p>{error}</p>
        <button type="button" className="btn" onClick={() => void begin()}>
          {t('again')}
        </button>
      </div>
    );
  if (stage !== 'signed-in')
    return (
      <Late>
        <SignIn setup={stage === 'setup'} />
      </Late>
    );
  return <Shell />;
}

function Shell() {
  useEffect(() => followAlarms(), []);
  return (
    <div className="app">
      <TopBar />
      <LinkBanner />
      <main>
        <Routes />
      </main>
    </div>
  );
}
