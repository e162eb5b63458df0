import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Stopped } from '../../api/types';
import { clockTime } from '../../flow/format';

type Tell = (stopped: Stopped) => string;

/** Tells why a node is given nothing, in the reader's language: in a sentence, and in the few words a node has room for. */
export function useStoppedText(): { whole: Tell; short: Tell } {
  const { t } = useTranslation('editor');
  return useMemo(() => {
    const until = (stopped: Stopped) => (stopped.until ? clockTime(stopped.until) : '');
    return {
      whole: (stopped) => t(`stopped.${stopped.by}`, { until: until(stopped), why: stopped.why }),
      short: (stopped) => t(`stopped.short.${stopped.by}`, { until: until(stopped) }),
    };
  }, [t]);
}
