import { useTranslation } from 'react-i18next';
import { PRIORITIES } from '../../../api/alarms';
import type { StoredEvent } from '../../../api/events';
import { When } from '../../../components/Age';
import { Icon } from '../../../look/Icon';
import { Priority } from '../../../look/Priority';
import { changeOf, EVENT_ICONS, reasonOf, userOf } from './change';
import { useSentence } from './useSentence';

/** One transition. */
export function EventRow({ event, flowName }: { event: StoredEvent; flowName: string }) {
  const { t } = useTranslation('story');
  const sentence = useSentence(event);
  const priority = PRIORITIES.find((one) => one === event.priority);
  const reason = reasonOf(event);
  const message = typeof event.data['message'] === 'string' ? event.data['message'] : '';
  return (
    <tr>
      <td className="sec" data-name={t('time')}>
        <When time={event.time} seconds />
      </td>
      <td>{priority && <Priority priority={priority} size={16} />}</td>
      <td className="ell" title={message || event.point}>
        {event.point}
      </td>
      <td className="ell" title={message || sentence}>
        <span className="st-change">
          <Icon name={EVENT_ICONS[changeOf(event)] ?? 'info'} />
          <span className="ell">{sentence}</span>
        </span>
      </td>
      <td className="ell" title={reason}>
        {reason}
      </td>
      <td className="ell">{userOf(event)}</td>
      <td className="ell sec">{flowName}</td>
    </tr>
  );
}
