import { useTranslation } from 'react-i18next';

import type { Outcome } from '../../../api/traces';
import { Icon } from '../../../look/Icon';
import { Status } from '../../../look/Status';

const ICONS = { action: 'notify', alarm: 'bell', ok: 'check' } as const;

/** What became of a trace; `plain`: the words stand beside it. */
export function OutcomeMark({ outcome, plain }: { outcome: Outcome; plain?: boolean }) {
  const { t } = useTranslation('traces');
  if (outcome === 'failed') return <Status status="error" />;
  return (
    <span
      className="mut"
      role="img"
      aria-label={plain ? undefined : t(`outcome.${outcome}`)}
      aria-hidden={plain}
    >
      <Icon name={plain ? 'check' : ICONS[outcome]} small />
    </span>
  );
}
