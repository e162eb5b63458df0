import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../api/types';
import { Icon } from '../../look/Icon';
import type { IconName } from '../../look/icons';
import { Priority } from '../../look/Priority';
import { isUnacked } from './order';

const ICONS: Record<Alarm['status'], IconName> = {
  unack: 'bell',
  ack: 'check',
  rtn_unack: 'undo',
  normal: 'check',
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
      returned={alarm.status === 'rtn_unack' || alarm.status === 'normal'}
      blinks={!calm && isUnacked(alarm)}
    />
  );
}

/** Icon and word of a state: readable without the glyph. */
export function AlarmState({ status, iconOnly = false }: { status: Alarm['status']; iconOnly?: boolean }) {
  const { t } = useTranslation('operations');
  const word = t(`state.${status}`);
  if (iconOnly) return <Icon name={ICONS[status]} label={word} />;
  return (
    <span className="al-state">
      <Icon name={ICONS[status]} />
      <span className="ell">{word}</span>
    </span>
  );
}
