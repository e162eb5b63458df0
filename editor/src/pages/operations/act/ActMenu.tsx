import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { atLeast, useSession } from '../../../app/session';
import { Icon } from '../../../look/Icon';
import { ACTION_ICONS, type Action, applies, roleFor } from './actions';
import { useAsk } from './useAsk';

/** What is done less often with one alarm. */
export function ActMenu({ actions, alarm }: { actions: readonly Action[]; alarm: Alarm }) {
  const { t } = useTranslation('operations');
  const user = useSession((state) => state.session?.user);
  const ask = useAsk((state) => state.ask);
  const possible = actions.filter(
    (action) => atLeast(user?.role, roleFor(action)) && applies(action, alarm, user?.name ?? ''),
  );
  if (possible.length === 0) return null;
  return (
    <Menu position="bottom-end" width={200} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="btn icon" aria-label={t('more')} title={t('more')}>
          <Icon name="more" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {possible.map((action) => (
          <Menu.Item
            key={action}
            leftSection={<Icon name={ACTION_ICONS[action]} />}
            onClick={() => void ask(action, [alarm], 'panel')}
          >
            {t(`act.name.${action}`)}…
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
