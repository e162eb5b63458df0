/** The filter of the traces of a flow: the same in the tab and beside a trace that is shown. */

import { create } from 'zustand';

import { EVERYTHING, type Filter } from './filter';

interface Store {
  flow: string;
  filter: Filter;
}

const useStore = create<Store>(() => ({ flow: '', filter: EVERYTHING }));

export function useFilter(flow: string): { filter: Filter; change: (part: Partial<Filter>) => void } {
  const filter = useStore((state) => (state.flow === flow ? state.filter : EVERYTHING));
  return { filter, change: (part) => useStore.setState({ flow, filter: { ...filter, ...part } }) };
}
