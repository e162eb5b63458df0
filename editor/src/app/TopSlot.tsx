import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

export const TOP_SLOT = 'top-slot';

/** What a page adds to the top bar: its title, state and main action. */
export function TopSlot({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useEffect(() => setSlot(document.getElementById(TOP_SLOT)), []);
  return slot && createPortal(children, slot);
}
