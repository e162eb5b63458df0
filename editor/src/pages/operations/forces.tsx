/** Which points are held by hand now, for the marks beside their values. */

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { api } from '../../api/client';
import type { Force } from '../../api/forces';
import { formatValue } from '../../components/format';
import { Forced } from '../../look/Forced';
import { usePointLook } from './pointLooks';

const EVERY = 5000;
const useForces = create<{ byPoint: Record<string, Force> }>(() => ({ byPoint: {} }));

/** Asks again every five seconds while the page is seen. */
export function useLoadForces(): void {
  useEffect(() => {
    const load = () => {
      if (document.visibilityState !== 'visible') return;
      void api
        .get<Force[]>('/forces')
        .then((all) => Array.isArray(all) && useForces.setState({ byPoint: keyed(all) }))
        .catch(() => {});
    };
    load();
    const timer = setInterval(load, EVERY);
    return () => clearInterval(timer);
  }, []);
}

const keyed = (all: Force[]) => Object.fromEntries(all.map((force) => [force.point, force]));

export const useForce = (point: string): Force | undefined => useForces((state) => state.byPoint[point]);

/** The mark of a point that is held now; nothing otherwise. */
export function ForcedPoint({ point }: { point: string }) {
  const force = useForce(point);
  return force ? <Held force={force} /> : null;
}

function Held({ force }: { force: Force }) {
  const { t } = useTranslation('common');
  const look = usePointLook(force.point);
  const unit = force.unit || look?.unit;
  const value = [formatValue(force.value, look), unit].filter(Boolean).join(' ');
  return <Forced how={t('forced.held', { value, by: force.by, reason: force.reason })} />;
}
