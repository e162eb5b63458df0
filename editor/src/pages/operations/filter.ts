import { create } from 'zustand';

import type { Priority } from '../../api/types';
import { type Filter, PRIORITIES } from './order';

export const EVERYTHING: Filter = { state: 'all', priorities: PRIORITIES, flow: '', text: '' };

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
