import { Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changeRole, ROLES, type User } from '../../../api/people';
import type { Role } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { useSession } from '../../../app/session';
import { toast, toastError } from '../../../app/toasts';
import { When } from '../../../components/Age';
import { Waiting } from '../../../components/Waiting';
import { Icon } from '../../../look/Icon';
import { NewUserDialog } from './NewUserDialog';
import { PasswordDialog } from './PasswordDialog';
import { RemoveUserDialog } from './RemoveUserDialog';

type Asking = { what: 'add' } | { what: 'password' | 'remove'; user: User };

/** Everybody who may sign in. */
export function Users() {
  const { t } = useTranslation('people');
  const users = useResource<User[]>('/users', true);
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const done = (said: string) => {
    close();
    toast(said);
    users.reload();
  };
  return (
    <>
      <div className="pg-bar">
        <span className="sec ad-hint">{t('users.explain')}</span>
        <span className="sp" />
        <button type="button" className="btn prim" onClick={() => setAsking({ what: 'add' })}>
          <Icon name="plus" />
          {t('users.add')}
        </button>
      </div>
      <div className="pg-body">
        <Waiting of={users}>
          {(all) => <List users={all} onAsk={setAsking} onChanged={users.reload} />}
        </Waiting>
      </div>
      {asking?.what === 'add' && <NewUserDialog onClose={close} onDone={done} />}
      {asking?.what === 'password' && <PasswordDialog user={asking.user} onClose={close} onDone={done} />}
      {asking?.what === 'remove' && <RemoveUserDialog user={asking.user} onClose={close} onDone={done} />}
    </>
  );
}

interface ListProps {
  users: User[];
  onAsk: (asking: Asking) => void;
  onChanged: () => void;
}

function List({ users, onAsk, onChanged }: ListProps) {
  const { t } = useTranslation('people');
  return (
    <div className="pg-list">
      <table className="t list ad-people">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('role')}</th>
            <th scope="col" className="num">
              {t('users.sessions')}
            </th>
            <th scope="col">{t('users.seen')}</th>
            <th scope="col">{t('created')}</th>
            <th scope="col">
              <span className="sr">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow key={user.name} user={user} onAsk={onAsk} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UserRow({ user, onAsk, onChanged }: Omit<ListProps, 'users'> & { user: User }) {
  const { t } = useTranslation('people');
  const me = useSession((state) => state.session?.user.name) === user.name;
  const change = (role: Role) =>
    void changeRole(user.name, role)
      .then(() => {
        toast(t('users.changed', { name: user.name, role: t(`common:role.${role}`) }));
        onChanged();
      })
      .catch(toastError);
  return (
    <tr>
      <td>
        <b>{user.name}</b> {me && <span className="sec">{t('you')}</span>}
      </td>
      <td>
        <select
          className="inp"
          aria-label={t('users.roleOf', { name: user.name })}
          value={user.role}
          onChange={(event) => change(event.target.value as Role)}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`common:role.${role}`)}
            </option>
          ))}
        </select>
      </td>
      <td className="num">{user.sessions || ''}</td>
      <td className="sec">{user.seen ? <When time={user.seen} /> : t('users.never')}</td>
      <td className="sec">
        <When time={user.created} />
      </td>
      <td className="num">
        <Menu position="bottom-end" width={200} transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <button
              type="button"
              className="btn ghost icon"
              aria-label={t('pieces:more', { name: user.name })}
            >
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAsk({ what: 'password', user })}>{t('users.password')}</Menu.Item>
            {!me && (
              <Menu.Item onClick={() => onAsk({ what: 'remove', user })}>{t('users.remove')}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
