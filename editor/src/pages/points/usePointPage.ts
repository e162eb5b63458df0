import { useDebouncedValue } from '@mantine/hooks';
import { useEffect } from 'react';

import type { PointInfo } from '../../api/types';
import { type Resource, useResource } from '../../api/useResource';

export const STEP = 100;
const EVERY = 2000;

export interface PointPage {
  total: number;
  points: PointInfo[];
}

/** One page of the directory; last values are asked for again every two seconds while the page is visible. */
export function usePointPage(search: string, offset: number): Resource<PointPage> {
  const [text] = useDebouncedValue(search, 200);
  const query = new URLSearchParams({ search: text, offset: String(offset), limit: String(STEP) });
  const page = useResource<PointPage>(`/points?${query}`, true);
  const { reload } = page;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  return page;
}
