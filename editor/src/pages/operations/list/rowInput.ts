/**
 * A click anywhere in a row opens its details, as the message button does. Arrow keys go from row to row and stay in
 * the column, Home and End to the first and last drawn row; Space ticks the row.
 */

import type { KeyboardEvent, MouseEvent } from 'react';

import { useSelection } from '../selection';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
const rowOf = (target: EventTarget) => (target as HTMLElement).closest<HTMLElement>('tr[data-key]');
const controls = (of: HTMLElement) => [...of.querySelectorAll<HTMLElement>('input, button, a')];

function click(event: MouseEvent): void {
  const key = rowOf(event.target)?.dataset['key'];
  if (!key || (event.target as HTMLElement).closest('input, a, td:first-child')) return;
  const { current, open } = useSelection.getState();
  open(current === key ? null : key);
}

function keyDown(event: KeyboardEvent): void {
  const row = rowOf(event.target);
  if (!row || event.nativeEvent.isComposing) return;
  if (event.key === ' ') {
    event.preventDefault();
    if (!row.classList.contains('gone')) useSelection.getState().toggle(row.dataset['key'] ?? '');
    return;
  }
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('tr[data-key]')];
  let next: HTMLElement | undefined;
  if (event.key in STEPS) next = rows[rows.indexOf(row) + (STEPS[event.key] ?? 0)];
  if (event.key === 'Home') next = rows[0];
  if (event.key === 'End') next = rows.at(-1);
  if (!next) return;
  event.preventDefault();
  controls(next)[controls(row).indexOf(event.target as HTMLElement)]?.focus();
}

export const rowInput = { click, keyDown };
