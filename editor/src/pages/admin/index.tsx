import './admin.css';

import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';

import { useMay } from '../../app/session';
import { Audit } from './Audit';
import { Engine } from './Engine';
import { Groups } from './groups';
import { Keeping } from './Keeping';
import { Sessions } from './people/Sessions';
import { Tokens } from './people/Tokens';
import { Users } from './people/Users';
import { Writes } from './Writes';

const TABS = [
  { path: '/admin', name: 'writes', Content: Writes },
  { path: '/admin/users', name: 'users', Content: Users },
  { path: '/admin/sessions', name: 'sessions', Content: Sessions },
  { path: '/admin/tokens', name: 'tokens', Content: Tokens },
  { path: '/admin/audit', name: 'audit', Content: Audit },
  { path: '/admin/groups', name: 'groups', Content: Groups },
  { path: '/admin/keeping', name: 'keeping', Content: Keeping },
  { path: '/admin/engine', name: 'engine', Content: Engine },
] as const;

/** Administration: what flows may write, who may do what, who did what, what runs in which process, how the engine is. */
export default function Admin() {
  const { t } = useTranslation('admin');
  const admin = useMay('admin');
  const [location] = useLocation();
  const tab = TABS.find(({ path }) => path === location) ?? TABS[0];
  if (!admin) return <div className="empty">{t('role')}</div>;
  return (
    <div className="pg">
      <nav className="ad-tabs" aria-label={t('sections')}>
        {TABS.map(({ path, name }) => (
          <Link key={path} href={path} aria-current={tab.path === path ? 'page' : undefined}>
            {t(`tab.${name}`)}
          </Link>
        ))}
      </nav>
      <tab.Content />
    </div>
  );
}
