import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import type { Stopped } from '../../api/types';
import { clockTime } from '../../flow/format';

/** Tells why a node is given nothing, in the reader's language. */
export function useStoppedText(): (stopped: Stopped) => string {
  const { t } = useTranslation('editor');
  return useCallback(
    ({ by, until, why }) =>
      by === 'errors'
        ? t('stopped.errors', { until: until ? clockTime(until) : '', why })
        : t(`stopped.${by}`),
    [t],
  );
}
