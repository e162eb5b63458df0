import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Force, release } from '../../../api/forces';
import { useResource } from '../../../api/useResource';
import { useMay } from '../../../app/session';
import { toast, toastError } from '../../../app/toasts';
import { When } from '../../../components/Age';
import { formatValue } from '../../../components/format';
import { Scroll } from '../../../components/Scroll';
import { Waiting } from '../../../components/Waiting';
import { Icon } from '../../../look/Icon';
import { Left } from '../AlarmState';
import { usePointLook } from '../pointLooks';
import { ForceDialog } from './ForceDialog';

const EVERY = 5000;

/** Points that people hold at a value: each is a deviation that has to end. */
export default function ForcedPage() {
  const { t } = useTranslation('forced');
  const mayForce = useMay('operator');
  const forces = useResource<Force[]>('/forces', true);
  const [asking, setAsking] = useState(false);
  const { reload } = forces;
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <>
      <div className="pg-bar">
        <span className="sec">{t('explain')}</span>
        <span className="sp" />
        {mayForce && (
          <button type="button" className="btn" onClick={() => setAsking(true)}>
            <Icon name="plus" />
            {t('add')}
          </button>
        )}
      </div>
      <div className="pg-body">
        <Waiting of={forces}>{(all) => <List forces={all} onChanged={reload} />}</Waiting>
      </div>
      {asking && (
        <ForceDialog
          onClose={() => setAsking(false)}
          onDone={(point) => {
            setAsking(false);
            toast(t('forced', { point }));
            reload();
          }}
        />
      )}
    </>
  );
}

function List({ forces, onChanged }: { forces: Force[]; onChanged: () => void }) {
  const { t } = useTranslation('forced');
  if (forces.length === 0)
    return (
      <div className="empty">
        <h2>{t('none')}</h2>
        <p>{t('noneHelp')}</p>
      </div>
    );
  return (
    <Scroll className="pg-list" label={t('title')}>
      <table className="t list">
        <thead>
          <tr>
            <th scope="col">{t('point')}</th>
            <th scope="col" className="num">
              {t('value')}
            </th>
            <th scope="col">{t('reason')}</th>
            <th scope="col">{t('by')}</th>
            <th scope="col">{t('since')}</th>
            <th scope="col">{t('until')}</th>
            <th scope="col">
              <span className="sr">{t('release')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {forces.map((one) => (
            <ForceRow key={one.point} force={one} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ForceRow({ force, onChanged }: { force: Force; onChanged: () => void }) {
  const { t } = useTranslation('forced');
  const mayForce = useMay('operator');
  const look = usePointLook(force.point);
  const letGo = () =>
    void release(force.point)
      .then(() => {
        toast(t('released', { point: force.point }));
        onChanged();
      })
      .catch(toastError);
  return (
    <tr>
      <td>{force.point}</td>
      <td className="num">
        <b>{formatValue(force.value, look)}</b> <span className="u">{force.unit ?? look?.unit}</span>
      </td>
      <td>{force.reason}</td>
      <td>{force.by}</td>
      <td className="sec">
        <When time={force.since} />
      </td>
      <td>{force.until ? <Left until={force.until} /> : t('open')}</td>
      <td className="num">
        {mayForce && (
          <button
            type="button"
            className="btn sm"
            aria-label={t('releaseOne', { point: force.point })}
            onClick={letGo}
          >
            {t('release')}
          </button>
        )}
      </td>
    </tr>
  );
}
