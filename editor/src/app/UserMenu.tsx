import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useSession } from './session';

export function UserMenu() {
  const { t } = useTranslation('common');
  const user = useSession((state) => state.session?.user);
  const leave = useSession((state) => state.leave);
  if (!user) return null;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <button type="button" className="avatar" aria-label={t('user.menu', { name: user.name })}>
          {initials(user.name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {t(`role.${user.role}`)}
        </Menu.Label>
        <Menu.Item onClick={() => void leave()}>{t('user.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.map((word) => [...word][0] ?? '').join('');
  return letters.slice(0, /[^\x20-\x7f]/.test(letters) ? 1 : 2).toUpperCase();
}
