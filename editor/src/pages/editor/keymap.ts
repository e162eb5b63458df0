/** Keys that somebody has given another place to, in this browser: by the usual key, the one used instead. */

import { create } from 'zustand';

const STORED = 'tundish.keys';

export type Bound = Readonly<Record<string, string>>;

interface Keymap {
  bound: Bound;
  /** Answers the usual key whose place is taken already; null when it is free and now bound. */
  bind: (usual: string, key: string, all: readonly string[]) => string | null;
  reset: () => void;
}

function stored(): Bound {
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? '{}') as unknown;
    const entries = Object.entries(found ?? {}).filter(([, key]) => typeof key === 'string' && key);
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

export const useKeymap = create<Keymap>((set, get) => ({
  bound: stored(),
  bind: (usual, key, all) => {
    const { bound } = get();
    const taken = all.find((other) => other !== usual && keyFor(bound, other) === key);
    if (taken) return taken;
    const { [usual]: _, ...rest } = bound;
    const next = usual === key ? rest : { ...rest, [usual]: key };
    localStorage.setItem(STORED, JSON.stringify(next));
    set({ bound: next });
    return null;
  },
  reset: () => {
    localStorage.removeItem(STORED);
    set({ bound: {} });
  },
}));

/** The key to press for what is usually at `usual`. */
export const keyFor = (bound: Bound, usual: string): string => bound[usual] ?? usual;

/** The usual key of what was pressed; null when its place was given away and nothing took it. */
export function usualOf(bound: Bound, pressed: string): string | null {
  const found = Object.keys(bound).find((usual) => bound[usual] === pressed);
  return found ?? (pressed in bound ? null : pressed);
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** A press in words: "Ctrl+Shift+Z". Shift is told of letters and named keys only: of signs it is part of the sign. */
export function comboOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Press): string {
  const letter = /^[a-z]$/i.test(key);
  const shift = shiftKey && (letter || key.length > 1);
  const parts = [
    (ctrlKey || metaKey) && 'Ctrl',
    altKey && 'Alt',
    shift && 'Shift',
    letter ? key.toUpperCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

/** A combination as the press that it stands for. */
export function pressOf(combo: string): Press {
  const parts = combo.split(/\+(?=.)/);
  const name = parts.at(-1) ?? '';
  const shiftKey = parts.includes('Shift');
  const key = /^[A-Z]$/.test(name) && !shiftKey ? name.toLowerCase() : name;
  return { key, ctrlKey: parts.includes('Ctrl'), metaKey: false, shiftKey, altKey: parts.includes('Alt') };
}
