import { create } from 'zustand';

import { recall, remember } from './mine';

export const COLUMNS = [
  'state',
  'time',
  'age',
  'point',
  'area',
  'device',
  'value',
  'limit',
  'message',
  'flow',
  'count',
] as const;
export type Column = (typeof COLUMNS)[number];
/** How rows stand together. */
export const GROUPINGS = ['firstOut', 'area', 'device', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];
/** Without these a row says nothing. */
export const FIXED: readonly Column[] = ['state', 'point', 'message'];

interface Look {
  /** Rows of 36 px. */
  comfortable: boolean;
  grouping: Grouping;
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
const USUAL: Look = { comfortable: false, grouping: 'firstOut', without: ['area', 'device'] };
const look = ({ comfortable, grouping, without }: Look): Look => ({ comfortable, grouping, without });

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
    const { comfortable, grouping, without } = recall<Look>(PLACE, USUAL);
    const known = COLUMNS.filter((column) => Array.isArray(without) && without.includes(column));
    const kept = GROUPINGS.find((one) => one === grouping) ?? USUAL.grouping;
    set({ comfortable: comfortable === true, grouping: kept, without: known });
  },
}));

/** Px; the heading of a part is lower. */
export const rowHeight = (comfortable: boolean) => (comfortable ? 36 : 28);
export const HEADING = 24;
