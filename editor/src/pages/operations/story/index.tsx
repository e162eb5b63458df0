import './story.css';

import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { eventsFile, type StoredEvent } from '../../../api/events';
import { Scroll } from '../../../components/Scroll';
import { useFlowNames } from '../../../components/useFlowNames';
import { Waiting } from '../../../components/Waiting';
import { EventRow } from './EventRow';
import { StoryFilter } from './StoryFilter';
import { EVERYTHING, type StoryWanted, wantedOf } from './storyFilter';
import { useEvents } from './useEvents';

/** What happened with the alarms, from the event store. */
export default function StoryPage() {
  const [filter, setFilter] = useState<StoryWanted>(EVERYTHING);
  const [settled] = useDebouncedValue(filter, 250);
  const flowNames = useFlowNames();
  const wanted = useMemo(() => wantedOf(settled, Date.now()), [settled]);
  const { page, events, more, atEnd } = useEvents(wanted);
  return (
    <>
      <div className="pg-bar">
        <StoryFilter
          filter={filter}
          flowNames={flowNames}
          file={eventsFile(wanted, 'csv')}
          onChange={(part) => setFilter({ ...filter, ...part })}
        />
      </div>
      <div className="pg-body">
        <Waiting of={page}>
          {(data) => (
            <List
              events={events}
              flowNames={flowNames}
              more={more}
              atEnd={atEnd}
              unknown={data.note ? settled.area : ''}
            />
          )}
        </Waiting>
      </div>
    </>
  );
}

interface ListProps {
  events: StoredEvent[];
  flowNames: Record<string, string>;
  more: () => void;
  atEnd: boolean;
  /** An area that nobody knows. */
  unknown: string;
}

function List({ events, flowNames, more, atEnd, unknown }: ListProps) {
  const { t } = useTranslation('story');
  return (
    <Scroll className="pg-list" label={t('title')}>
      <table className="t list st-table">
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            <th scope="col">
              <span className="sr">{t('priority')}</span>
            </th>
            <th scope="col">{t('point')}</th>
            <th scope="col">{t('change')}</th>
            <th scope="col">{t('reason')}</th>
            <th scope="col">{t('user')}</th>
            <th scope="col">{t('flow')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.id} event={event} flowName={flowNames[event.flow] ?? event.flow} />
          ))}
        </tbody>
      </table>
      <div className="st-more" role="status">
        {events.length === 0 && (
          <p>{unknown ? t('noArea', { area: unknown }) : t(atEnd ? 'none' : 'noneYet')}</p>
        )}
        {!atEnd && (
          <button type="button" className="btn" onClick={more}>
            {t('older')}
          </button>
        )}
        {atEnd && events.length > 0 && <span className="sec">{t('end', { count: events.length })}</span>}
      </div>
    </Scroll>
  );
}
