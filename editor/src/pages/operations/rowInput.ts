import { type RefObject, useEffect } from 'react';

import { useSelection } from './selection';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * A click anywhere in a row opens its details, as the message button does. Arrow keys go from row to row and
 * stay in the column; Home and End go to the first and last drawn row.
 */
export function useRowInput(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const list = frame.current;
    if (!list) return;
    const onKey = (event: KeyboardEvent) => step(list, event);
    list.addEventListener('click', onClick);
    list.addEventListener('keydown', onKey);
    return () => {
      list.removeEventListener('click', onClick);
      list.removeEventListener('keydown', onKey);
    };
  }, [frame]);
}

const rowOf = (event: Event) => (event.target as HTMLElement).closest<HTMLElement>('tr[data-key]');

function onClick(event: Event): void {
  const key = rowOf(event)?.dataset['key'];
  if (!key || (event.target as HTMLElement).closest('input, a, td:first-child')) return;
  const { current, open } = useSelection.getState();
  open(current === key ? null : key);
}

function step(list: HTMLElement, event: KeyboardEvent): void {
  const row = rowOf(event);
  if (!row) return;
  const rows = [...list.querySelectorAll<HTMLElement>('tr[data-key]')];
  const controls = (of: HTMLElement) => [...of.querySelectorAll<HTMLElement>('input, button, a')];
  const column = controls(row).indexOf(event.target as HTMLElement);
  let next: HTMLElement | undefined;
  if (event.key in STEPS) next = rows[rows.indexOf(row) + (STEPS[event.key] ?? 0)];
  if (event.key === 'Home') next = rows[0];
  if (event.key === 'End') next = rows.at(-1);
  if (!next) return;
  event.preventDefault();
  controls(next)[column]?.focus();
}
