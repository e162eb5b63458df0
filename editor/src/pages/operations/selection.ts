import { create } from 'zustand';

interface SelectionSlice {
  /** Keys of the alarms with a tick. */
  checked: ReadonlySet<string>;
  /** Key of the alarm whose details are open. */
  current: string | null;
  toggle: (key: string) => void;
  check: (keys: Iterable<string>) => void;
  /** Opens the details, or closes them when they are open already. */
  open: (key: string | null) => void;
}

/** Which alarms are ticked and which one is open. */
export const useSelection = create<SelectionSlice>((set) => ({
  checked: new Set(),
  current: null,
  toggle: (key) =>
    set(({ checked }) => {
      const next = new Set(checked);
      if (!next.delete(key)) next.add(key);
      return { checked: next };
    }),
  check: (keys) => set({ checked: new Set(keys) }),
  open: (key) => set({ current: key }),
}));
