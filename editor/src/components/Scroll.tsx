import type { ReactNode } from 'react';

interface Props {
  className: string;
  label: string;
  children: ReactNode;
}

/** A part that scrolls and may hold nothing to focus: the arrow keys move it once it has the focus itself. */
export function Scroll({ className, label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody could scroll it by keyboard.
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
