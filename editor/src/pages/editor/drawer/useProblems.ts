import { useMemo } from 'react';

import { useEditor } from '../../../store';

export interface Row {
  key: string;
  severity: 'error' | 'warning';
  message: string;
  hint: string;
  node: string | null;
  field: string | null;
  /** From the running flow, not from the draft. */
  running: boolean;
  count: number;
}

/** What is wrong with the draft, and what the running flow reports; errors first. */
export function useProblems(): Row[] {
  const problems = useEditor((state) => state.problems);
  const status = useEditor((state) => state.status);
  return useMemo(() => {
    const draft = problems.map(
      (problem, i): Row => ({
        key: `draft${i}`,
        severity: problem.severity,
        message: problem.message,
        hint: problem.hint ?? '',
        node: problem.node,
        field: problem.field,
        running: false,
        count: 0,
      }),
    );
    const running = Object.entries(status)
      .filter(([, node]) => (node.status === 'error' || node.status === 'warn') && node.last_error)
      .map(
        ([id, node]): Row => ({
          key: `run${id}`,
          severity: node.status === 'error' ? 'error' : 'warning',
          message: node.last_error ?? '',
          hint: node.detail ?? '',
          node: id,
          field: null,
          running: true,
          count: node.errors,
        }),
      );
    return [...running, ...draft].sort(
      (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
    );
  }, [problems, status]);
}
