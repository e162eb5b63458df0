import { useTranslation } from 'react-i18next';

import type { Alarm, FlowEvent } from '../../api/types';
import { When } from '../../components/Age';
import { formatValue } from '../../components/format';
import { Icon } from '../../look/Icon';
import type { IconName } from '../../look/icons';
import { limitSign } from './AlarmValue';
import { usePointLook } from './pointLooks';

const ICONS: Record<string, IconName> = {
  active: 'bell',
  escalate: 'up',
  ease: 'down',
  clear: 'undo',
  ack: 'check',
  refused: 'x',
  removed: 'x',
};

/** Every transition that is still known, newest first, each with its reason. */
export function History({ alarm, events }: { alarm: Alarm; events: FlowEvent[] }) {
  const { t } = useTranslation('operations');
  if (events.length === 0)
    return (
      <ul className="al-history">
        <li>
          <When time={alarm.active_since ?? alarm.time} />
          <Icon name="bell" />
          <span>{t('history.since')}</span>
        </li>
      </ul>
    );
  return (
    <ul className="al-history">
      {events.map((event) => (
        <Transition key={event.id} event={event} />
      ))}
    </ul>
  );
}

function Transition({ event }: { event: FlowEvent }) {
  const change = event.kind.slice('alarm.'.length);
  const comment = event.data['comment'];
  return (
    <li>
      <When time={event.time} />
      <Icon name={ICONS[change] ?? 'info'} />
      <span>
        <Sentence change={change} event={event} />
        {comment ? <q>{String(comment)}</q> : null}
      </span>
    </li>
  );
}

function Sentence({ change, event }: { change: string; event: FlowEvent }) {
  const { t } = useTranslation('operations');
  const look = usePointLook(event.point);
  const { data } = event;
  const level = (data['level'] ?? data['was'] ?? null) as Alarm['level'];
  const was = (data['was'] ?? '') as string;
  const value = formatValue(data['value'] as number | null, look);
  const limit = `${limitSign(level)} ${formatValue(data['limit'] as number | null, { digits: look?.digits })}`;
  const user = String(data['user'] ?? '');
  switch (change) {
    case 'active':
      return t('history.active', { level, value, limit });
    case 'escalate':
      return t('history.escalate', { was, level, value, limit });
    case 'ease':
      return t('history.ease', { was, level, value });
    case 'clear':
      return t('history.clear', { value });
    case 'ack':
      return t('history.ack', { user });
    case 'removed':
      return t('history.removed');
    default:
      return t('history.other', { kind: event.kind });
  }
}
