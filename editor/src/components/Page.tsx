import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** How many there are; shown beside the title. */
  count?: number | null;
  /** At the right of the title line: main actions. */
  actions?: ReactNode;
  /** Second line: filters. */
  bar?: ReactNode;
  children: ReactNode;
}

/** The frame of a list page: title line, filter line, then the list over the full width. */
export function Page({ title, count, actions, bar, children }: Props) {
  return (
    <div className="pg">
      <div className="pg-head">
        <h1>{title}</h1>
        {count !== null && count !== undefined && <span className="count">{count}</span>}
        <span className="sp" />
        {actions}
      </div>
      {bar && <div className="pg-bar">{bar}</div>}
      <div className="pg-body">{children}</div>
    </div>
  );
}
