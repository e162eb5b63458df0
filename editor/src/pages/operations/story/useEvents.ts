import { useEffect, useState } from 'react';

import { useAlarms } from '../../../api/alarms';
import { api } from '../../../api/client';
import { type EventsPage, eventsPath, type StoredEvent, type Wanted } from '../../../api/events';
import { type Resource, useResource } from '../../../api/useResource';
import { toastError } from '../../../app/toasts';

const STEP = 100;
const SETTLES = 2500;

interface Events {
  page: Resource<EventsPage>;
  /** Everything fetched so far, newest first. */
  events: StoredEvent[];
  more: () => void;
  atEnd: boolean;
}

/** The transitions that are wanted, a hundred at a time; new ones come on top by themselves. */
export function useEvents(wanted: Wanted): Events {
  const page = useResource<EventsPage>(eventsPath(wanted, STEP), true);
  const [older, setOlder] = useState<{ wanted: Wanted; pages: EventsPage[] }>({ wanted, pages: [] });
  const pages = older.wanted === wanted ? older.pages : [];
  const number = useAlarms((state) => state.number);
  const { reload } = page;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition is a reason to ask, a little later.
  useEffect(() => {
    const timer = setTimeout(reload, SETTLES);
    return () => clearTimeout(timer);
  }, [number, reload]);
  const last = pages.at(-1) ?? page.data;
  const seen = new Set<string>();
  const events = [page.data, ...pages]
    .flatMap((one) => one?.events ?? [])
    .filter((event) => !seen.has(event.id) && seen.add(event.id));
  const more = () => {
    if (!last?.next) return;
    api
      .get<EventsPage>(eventsPath({ ...wanted, cursor: last.next }, STEP))
      .then((next) => setOlder({ wanted, pages: [...pages, next] }))
      .catch(toastError);
  };
  return { page, events, more, atEnd: last !== null && last !== undefined && last.next === null };
}
