import { create } from 'zustand';

import type { Priority } from '../../api/types';
import { recall, remember } from './mine';
import { type Filter, PRIORITIES, STATES } from './order';

export const EVERYTHING: Filter = {
  state: 'all',
  priorities: PRIORITIES,
  flow: '',
  area: '',
  device: '',
  text: '',
};

interface FilterSlice {
  filter: Filter;
  change: (part: Partial<Filter>) => void;
  togglePriority: (priority: Priority) => void;
  showAll: () => void;
}

/** What the alarm list shows; kept while other pages are visited. */
export const useFilter = create<FilterSlice>((set) => ({
  filter: EVERYTHING,
  change: (part) => set(({ filter }) => ({ filter: { ...filter, ...part } })),
  togglePriority: (priority) =>
    set(({ filter }) => {
      const on = filter.priorities.includes(priority);
      const priorities = PRIORITIES.filter((p) => (p === priority ? !on : filter.priorities.includes(p)));
      return { filter: { ...filter, priorities } };
    }),
  showAll: () => set({ filter: EVERYTHING }),
}));

export type SavedFilters = Record<string, Filter>;
const PLACE = 'alarm-filters';

/** The filters that this person has saved, by name; what is not understood any more is left out. */
export function savedFilters(): SavedFilters {
  const all = Object.entries(recall<Record<string, Partial<Filter>>>(PLACE, {}));
  return Object.fromEntries(all.flatMap(([name, one]) => (one ? [[name, readFilter(one)]] : [])));
}

function readFilter(one: Partial<Filter>): Filter {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    state: STATES.find((state) => state === one.state) ?? 'all',
    priorities: Array.isArray(one.priorities)
      ? PRIORITIES.filter((p) => one.priorities?.includes(p))
      : PRIORITIES,
    flow: text(one.flow),
    area: text(one.area),
    device: text(one.device),
    text: text(one.text),
  };
}

export function saveFilter(name: string, filter: Filter): void {
  remember(PLACE, { ...savedFilters(), [name]: filter });
}

export function forgetFilter(name: string): void {
  const { [name]: _, ...rest } = savedFilters();
  remember(PLACE, rest);
}
