import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { NodeStatus, Stopped } from '../../../api/types';
import { useEditor } from '../../../store';
import { useStoppedText } from '../stopped';

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
  /** The node is given nothing. */
  stopped?: Stopped;
}

/** What the node says beside its error, unless it says the same. */
const detailOf = ({ detail, last_error }: NodeStatus): string =>
  detail && detail !== last_error ? detail : '';

/** What is wrong with the draft, and what the running flow reports; errors first. */
export function useProblems(): Row[] {
  const { t } = useTranslation('editor');
  const { whole } = useStoppedText();
  const failure = useEditor((state) => state.failure);
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
          message: node.stopped ? whole(node.stopped) : (node.last_error ?? ''),
          hint: node.stopped ? t('stopped.aside', { count: node.stopped.set_aside }) : detailOf(node),
          stopped: node.stopped,
          node: id,
          field: null,
          running: true,
          count: node.errors,
        }),
      );
    const flow: Row[] = failure
      ? [
          {
            key: 'flow',
            severity: 'error',
            message: failure,
            hint: '',
            node: null,
            field: null,
            running: true,
            count: 0,
          },
        ]
      : [];
    return [...flow, ...running, ...draft].sort(
      (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
    );
  }, [problems, status, failure, t, whole]);
}
