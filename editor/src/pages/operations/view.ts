import { create } from 'zustand';

import { recall, remember } from './mine';

export const COLUMNS = [
  'state',
  'time',
  'age',
  'point',
  'value',
  'limit',
  'message',
  'flow',
  'count',
] as const;
export type Column = (typeof COLUMNS)[number];
/** Without these a row says nothing. */
export const FIXED: readonly Column[] = ['state', 'point', 'message'];

interface Look {
  /** Rows of 36 px. */
  comfortable: boolean;
  /** First-out groups stand together. */
  grouped: boolean;
  without: Column[];
}
interface View extends Look {
  folded: ReadonlySet<string>;
  set: (part: Partial<Look>) => void;
  fold: (section: string) => void;
  /** Take what the person who is signed in has chosen. */
  load: () => void;
}

const PLACE = 'alarm-view';
const USUAL: Look = { comfortable: false, grouped: true, without: [] };
const look = ({ comfortable, grouped, without }: Look): Look => ({ comfortable, grouped, without });

/** How the alarm list looks. */
export const useView = create<View>((set, get) => ({
  ...USUAL,
  folded: new Set(),
  set: (part) => {
    set(part);
    remember(PLACE, look(get()));
  },
  fold: (section) =>
    set(({ folded }) => {
      const next = new Set(folded);
      if (!next.delete(section)) next.add(section);
      return { folded: next };
    }),
  load: () => {
    const { comfortable, grouped, without } = recall<Look>(PLACE, USUAL);
    const known = COLUMNS.filter((column) => Array.isArray(without) && without.includes(column));
    set({ comfortable: comfortable === true, grouped: grouped !== false, without: known });
  },
}));

/** Px; the heading of a part is lower. */
export const rowHeight = (comfortable: boolean) => (comfortable ? 36 : 28);
export const HEADING = 24;
