import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { revokeToken, type Token } from '../../../api/people';
import { useResource } from '../../../api/useResource';
import { toast, toastError } from '../../../app/toasts';
import { When } from '../../../components/Age';
import { Scroll } from '../../../components/Scroll';
import { Waiting } from '../../../components/Waiting';
import { Icon } from '../../../look/Icon';
import { NewTokenDialog } from './NewTokenDialog';

/** What programs sign in with. */
export function Tokens() {
  const { t } = useTranslation('people');
  const tokens = useResource<Token[]>('/tokens', true);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <div className="pg-bar">
        <span className="sec ad-hint">{t('tokens.explain')}</span>
        <span className="sp" />
        <button type="button" className="btn prim" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          {t('tokens.add')}
        </button>
      </div>
      <div className="pg-body">
        <Waiting of={tokens}>{(all) => <List tokens={all} onChanged={tokens.reload} />}</Waiting>
      </div>
      {adding && <NewTokenDialog onClose={() => setAdding(false)} onAdded={tokens.reload} />}
    </>
  );
}

function List({ tokens, onChanged }: { tokens: Token[]; onChanged: () => void }) {
  const { t } = useTranslation('people');
  if (tokens.length === 0)
    return (
      <div className="empty">
        <h2>{t('tokens.none')}</h2>
        <p>{t('tokens.noneHelp')}</p>
      </div>
    );
  const revoke = (name: string) =>
    void revokeToken(name)
      .then(() => {
        toast(t('tokens.revoked', { name }));
        onChanged();
      })
      .catch(toastError);
  return (
    <Scroll className="pg-list" label={t('tokens.explain')}>
      <table className="t list ad-people">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('role')}</th>
            <th scope="col">{t('created')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">
              <span className="sr">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.name}>
              <td>
                <b>{token.name}</b>
              </td>
              <td>{t(`common:role.${token.role}`)}</td>
              <td className="sec">
                <When time={token.created} />
              </td>
              <td className="sec">{token.expires ? <When time={token.expires} /> : t('tokens.never')}</td>
              <td className="num">
                <button
                  type="button"
                  className="btn sm"
                  aria-label={t('tokens.revokeOf', { name: token.name })}
                  onClick={() => revoke(token.name)}
                >
                  {t('tokens.revoke')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
