import { useEffect } from 'react';

import type { PointInfo } from '../../api/types';
import { usePoint, usePoints } from '../../store/points';

/** Fetches the point directory, for digits, units and descriptions of alarm points. */
export function useLoadPointLooks(): void {
  useEffect(() => void usePoints.getState().load(), []);
}

/** How a point is shown; asks for a point that the first fetch did not bring. */
export function usePointLook(name: string): PointInfo | undefined {
  const need = usePoints((state) => state.need);
  const known = usePoints((state) => Object.keys(state.byName).length > 0);
  useEffect(() => {
    if (known) need(name);
  }, [known, need, name]);
  return usePoint(name);
}

/** The values of the point are words: a distance from a limit says nothing. */
export function hasLabels(look: PointInfo | undefined): boolean {
  return Object.keys(look?.labels ?? {}).length > 0;
}
