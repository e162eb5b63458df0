import type { TFunction } from 'i18next';

import type { Stopped } from '../../api/types';
import { clockTime } from '../../flow/format';

/** Why a node is given nothing, in the reader's language. */
export function stoppedText(t: TFunction<'editor'>, stopped: Stopped): string {
  const { by, until, why } = stopped;
  if (by === 'errors') return t('stopped.errors', { until: until ? clockTime(until) : '', why });
  return t(`stopped.${by}`);
}
