import type { KeyboardEvent, ReactNode } from 'react';

interface Props<T extends string> {
  label: string;
  tabs: readonly { name: T; text: string; count?: number }[];
  value: T;
  onChange: (name: T) => void;
  children?: ReactNode;
}

/** A row of tabs; arrow keys walk it. What is passed as children stands at its end. */
export function Tabs<T extends string>({ label, tabs, value, onChange, children }: Props<T>) {
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const at = tabs.findIndex((tab) => tab.name === value);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next) onChange(next.name);
    const buttons = event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]');
    buttons[(at + by + tabs.length) % tabs.length]?.focus();
    event.stopPropagation();
  };
  return (
    <div className="tabs">
      <div role="tablist" aria-label={label} tabIndex={-1} onKeyDown={onKey}>
        {tabs.map(({ name, text, count }) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === value}
            tabIndex={name === value ? 0 : -1}
            onClick={() => onChange(name)}
          >
            {text}
            {count !== undefined && count > 0 && <span className="count">{count}</span>}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
