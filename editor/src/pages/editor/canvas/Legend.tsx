import { useTranslation } from 'react-i18next';

import { useLink } from '../../../app/LinkBanner';
import { useEditor } from '../../../store';

/** States of a flow in which nothing new comes. */
const IDLE = new Set(['stopped', 'failed', 'disabled']);

/** What the wires mean, and whether what they show is alive. */
export function Legend() {
  const { t } = useTranslation('editor');
  const link = useLink();
  const resting = useEditor((state) => state.resting || IDLE.has(state.flowState));
  const deployed = useEditor((state) => state.deployed !== null);
  const live = link === 'open' && deployed && !resting;
  const text = !deployed
    ? t('live.never')
    : link !== 'open'
      ? t('live.lost')
      : live
        ? t('live.on')
        : t('live.off');
  return (
    <div className="float legend">
      <span data-live={live || undefined}>
        <i className="dot" />
        {text}
      </span>
      <span>
        <i className="key" data-carries="samples" />
        {t('carries.samples')}
      </span>
      <span>
        <i className="key" data-carries="events" />
        {t('carries.events')}
      </span>
    </div>
  );
}
