import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../api/types';
import { ageOf } from '../../components/format';
import { useNow } from '../../components/useNow';
import { Icon } from '../../look/Icon';
import type { IconName } from '../../look/icons';
import { Priority } from '../../look/Priority';
import { asksForSomebody, isActive, isHidden, type Shown, shownState } from './order';

const ICONS: Record<Shown, IconName> = {
  unack: 'bell',
  ack: 'check',
  rtn_unack: 'returned',
  latch_unack: 'lock',
  latch_ack: 'lock',
  normal: 'check',
  shelved: 'clock',
  suppressed: 'eyeoff',
  out_of_service: 'wrench',
};

/** Priority glyph: filled while the condition is active, blinking while nobody has acknowledged it. */
export function AlarmGlyph({
  alarm,
  size = 16,
  calm = false,
}: {
  alarm: Alarm;
  size?: number;
  calm?: boolean;
}) {
  return (
    <Priority
      priority={alarm.priority}
      size={size}
      hidden={isHidden(alarm)}
      returned={!isActive(alarm)}
      blinks={!calm && asksForSomebody(alarm)}
    />
  );
}

/** Icon and word of a state, readable without the glyph; in a list, of a hidden alarm how long or why. */
export function AlarmState({ alarm, show = 'all' }: { alarm: Alarm; show?: 'icon' | 'word' | 'all' }) {
  const { t } = useTranslation('operations');
  const shown = shownState(alarm);
  const word = t(`state.${shown}`);
  if (show === 'icon') return <Icon name={ICONS[shown]} label={word} />;
  return (
    <span className="al-state">
      <Icon name={ICONS[shown]} />
      <span className="ell">
        {word} {show === 'all' && <Detail alarm={alarm} shown={shown} />}
      </span>
    </span>
  );
}

function Detail({ alarm, shown }: { alarm: Alarm; shown: Shown }) {
  const { t } = useTranslation('operations');
  if (shown === 'suppressed') return <span className="sec">{alarm.suppressed}</span>;
  if (shown === 'out_of_service' && alarm.out_of_service?.until)
    return <Left until={alarm.out_of_service.until} brief />;
  if (shown !== 'shelved' || !alarm.shelved) return null;
  const { once, until } = alarm.shelved;
  if (until === null) return <span className="sec">{once ? t('shelved.once') : ''}</span>;
  return <Left until={until} />;
}

/** "41:10 left", ticking; where a word more has no room, "41:10". */
export function Left({ until, brief = false }: { until: string; brief?: boolean }) {
  const { t } = useTranslation('operations');
  const now = useNow();
  const { days, hours, clock } = ageOf(new Date(now).toISOString(), Date.parse(until));
  const left = days > 0 ? t('pieces:age', { days, hours }) : clock;
  const whole = t('shelved.left', { left });
  return (
    <span className="sec tn" title={brief ? whole : undefined}>
      {brief ? left : whole}
    </span>
  );
}
