import { type RefObject, useEffect, useRef, useState } from 'react';

const STEP = 40;

/** How many rows are drawn: more when the end comes into view. A flood draws only what somebody has scrolled to. */
export function usePhoneWindow(count: number): { most: number; end: RefObject<HTMLLIElement | null> } {
  const [most, setMost] = useState(STEP);
  const end = useRef<HTMLLIElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is drawn anew with each step.
  useEffect(() => {
    const last = end.current;
    if (!last || !window.IntersectionObserver) return;
    const watch = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && setMost((n) => n + STEP),
      { rootMargin: '400px' },
    );
    watch.observe(last);
    return () => watch.disconnect();
  }, [most, count > most]);
  return { most, end };
}
