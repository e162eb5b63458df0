import { useEffect } from 'react';

import type { RunPlace } from './place';

/** Arrow keys go step by step, Home and End to the ends, Escape leaves. */
export function useRunKeys({ step, go, leave }: RunPlace, count: number): void {
  useEffect(() => {
    const at = Math.min(step, count);
    const ways: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 1,
      End: count,
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || taken(event.target))
        return;
      const way = ways[event.key];
      if (event.key === 'Escape') leave();
      else if (way !== undefined && count > 0) go(Math.max(1, Math.min(count, way)));
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [step, go, leave, count]);
}

/** Fields, menus and dialogs have keys of their own. */
function taken(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element?.closest?.('input, textarea, select, [role="radiogroup"]')) return true;
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
