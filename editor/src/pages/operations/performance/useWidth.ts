import { type RefObject, useEffect, useRef, useState } from 'react';

/** The width of an element, so that a chart is drawn in its own pixels. */
export function useWidth<T extends HTMLElement>(
  first: number,
): { frame: RefObject<T | null>; width: number } {
  const frame = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => element.clientWidth > 0 && setWidth(element.clientWidth);
    look();
    const size = new ResizeObserver(look);
    size.observe(element);
    return () => size.disconnect();
  }, []);
  return { frame, width };
}
