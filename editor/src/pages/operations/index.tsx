import './operations.css';

import { useMediaQuery } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { useSession } from '../../app/session';
import { Late, late } from '../../components/Late';
import { useLoadForces } from './forces';
import { WideAlarms } from './list/WideAlarms';
import { PhoneAlarms } from './phone/PhoneAlarms';
import { useLoadPointLooks } from './pointLooks';
import { SubBar, TABS } from './SubBar';
import { useView } from './view';

const PAGES = {
  performance: late(() => import('./performance')),
  history: late(() => import('./story')),
  forced: late(() => import('./forced')),
  knowledge: late(() => import('./knowledge')),
};

/** Operations: what is wrong now and who has seen it, how well the alarms do their work, what happened. */
export default function Operations() {
  useLoadPointLooks();
  useLoadForces();
  const { t } = useTranslation('common');
  const [location] = useLocation();
  const user = useSession((state) => state.session?.user.name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user has another view.
  useEffect(() => useView.getState().load(), [user]);
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const tab = TABS.find(({ path }) => path === location)?.name ?? 'alarms';
  const Content = tab === 'alarms' ? (narrow ? PhoneAlarms : WideAlarms) : PAGES[tab];
  const waiting = (
    <div className="empty" role="status">
      {t('loading')}
    </div>
  );
  return (
    <div className="pg op">
      <SubBar tab={tab} narrow={narrow ?? false} />
      <Late fallback={waiting} place={tab}>
        <Content />
      </Late>
    </div>
  );
}
