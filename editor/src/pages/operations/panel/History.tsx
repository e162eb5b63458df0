import { useTranslation } from 'react-i18next';

import type { StoredEvent } from '../../../api/events';
import type { Alarm } from '../../../api/types';
import { When } from '../../../components/Age';
import { Icon } from '../../../look/Icon';
import { changeOf, EVENT_ICONS, reasonOf } from '../story/change';
import { useSentence } from '../story/useSentence';

/** Every transition that is kept, newest first, each with its reason. */
export function History({ alarm, events, known }: { alarm: Alarm; events: StoredEvent[]; known: boolean }) {
  const { t } = useTranslation('operations');
  if (events.length === 0)
    return (
      <ul className="al-history">
        {known && (
          <li>
            <When time={alarm.active_since ?? alarm.time} />
            <Icon name="bell" />
            <span>{t('history.since')}</span>
          </li>
        )}
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

function Transition({ event }: { event: StoredEvent }) {
  const sentence = useSentence(event);
  const reason = reasonOf(event);
  return (
    <li>
      <When time={event.time} />
      <Icon name={EVENT_ICONS[changeOf(event)] ?? 'info'} />
      <span>
        {sentence}
        {reason && <q>{reason}</q>}
      </span>
    </li>
  );
}
