import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';

type State = FlowSummary['state'];

/** State of a flow: shape and word. A running flow is grey; only what needs a person has a colour. */
export function FlowState({ state }: { state: State }) {
  const { t } = useTranslation('flows');
  return (
    <span className="fl-state">
      <svg className="st" viewBox="0 0 8 8" aria-hidden="true">
        <Shape state={state} />
      </svg>
      {t(`state.${state}`)}
    </span>
  );
}

function Shape({ state }: { state: State }) {
  if (state === 'running') return <path d="M1.2 .6v6.8L7.4 4z" fill="var(--ink-3)" />;
  if (state === 'degraded') return <path d="M4 .4L7.9 7.4H.1z" fill="var(--p3)" />;
  if (state === 'stopped') return <rect x="1" y="1" width="6" height="6" fill="none" stroke="var(--ink-3)" />;
  if (state === 'restarting') return <path d="M1.2 .6v6.8L7.4 4z" fill="none" stroke="var(--ink-3)" />;
  if (state === 'disabled')
    return (
      <>
        <circle cx="4" cy="4" r="2.75" fill="none" stroke="var(--ink-3)" strokeWidth="1.3" />
        <path d="M1.5 6.5l5-5" stroke="var(--ink-3)" strokeWidth="1.3" />
      </>
    );
  if (state === 'failed')
    return (
      <>
        <rect width="8" height="8" rx="1" fill="var(--p1)" />
        <path d="M4 1.6v2.9M4 6v.4" stroke="var(--on-p)" strokeWidth="1.3" />
      </>
    );
  return <circle cx="4" cy="4" r="3" fill="none" stroke="var(--ink-3)" strokeDasharray="1.6 1.4" />;
}
