import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useAlarms } from '../../api/alarms';
import { UnackedCounts } from '../../app/UnackedCounts';
import { LinkStateLine } from './list/LinkState';
import { isHidden } from './order';

export const TABS = [
  { path: '/operations', name: 'alarms' },
  { path: '/operations/performance', name: 'performance' },
  { path: '/operations/history', name: 'history' },
  { path: '/operations/forced', name: 'forced' },
  { path: '/operations/knowledge', name: 'knowledge' },
] as const;
export type Tab = (typeof TABS)[number]['name'];

/** The pages of Operations; on a phone with the counts, which the top bar has no room for. */
export function SubBar({ tab, narrow }: { tab: Tab; narrow: boolean }) {
  const { t } = useTranslation('operations');
  const count = useAlarms((state) => Object.values(state.alarms).filter((alarm) => !isHidden(alarm)).length);
  return (
    <div className="op-sub">
      {narrow && (
        <div className="op-counts">
          <h1>{t(`tab.${tab}`)}</h1>
          <UnackedCounts size={18} />
        </div>
      )}
      <nav className="op-tabs" aria-label={t('pages')}>
        {TABS.map(({ path, name }) => (
          <Link key={path} href={path} aria-current={tab === name ? 'page' : undefined}>
            {t(`tab.${name}`)}
            {name === 'alarms' && count > 0 && <span className="count">{count}</span>}
          </Link>
        ))}
      </nav>
      <span className="sp" />
      <LinkStateLine />
    </div>
  );
}
