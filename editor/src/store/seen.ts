/** What the server tells by paths of nodes ("pumps/limits"), for what the canvas shows: the flow or an open block. */

import type { FlowDocument, LiveValue, NodeStatus, Problem } from '../api/types';
import { shownProblem, shownStatus, shownValues } from '../flow/blocks';
import { viewOf } from '../flow/blockView';
import type { EditorState } from './index';

export type Told = Pick<EditorState, 'allProblems' | 'allStatus' | 'allValues'>;

/** All of it, for a change of what is open. */
export function seen(
  told: Told,
  root: FlowDocument | null,
  scope: readonly string[],
): Pick<EditorState, 'problems' | 'status' | 'values'> {
  return {
    problems: seenProblems(told.allProblems, scope),
    status: seenStatus(told.allStatus, scope),
    values: seenValues(told.allValues, root, scope),
  };
}

/** Problems elsewhere in the flow stay in the list, without a node that could be gone to here. */
export function seenProblems(problems: readonly Problem[], scope: readonly string[]): Problem[] {
  if (scope.length === 0) return problems.map(shownProblem);
  const prefix = prefixOf(scope);
  return problems.map((problem) =>
    problem.node?.startsWith(prefix)
      ? shownProblem({ ...problem, node: inner(problem.node, prefix) })
      : { ...problem, node: null, field: null, message: elsewhere(problem) },
  );
}

export function seenStatus(
  status: Record<string, NodeStatus>,
  scope: readonly string[],
): Record<string, NodeStatus> {
  return shownStatus(within(status, scope));
}

export function seenValues(
  values: Record<string, LiveValue>,
  root: FlowDocument | null,
  scope: readonly string[],
): Record<string, LiveValue> {
  return shownValues(within(values, scope), root && viewOf(root, scope));
}

const elsewhere = ({ node, message }: Problem): string => (node ? `${node}: ${message}` : message);

const prefixOf = (scope: readonly string[]) => `${scope.join('/')}/`;

/** Nodes that stand beside one for devices of their own ("calm~band=2") are told as that one too. */
const inner = (path: string, prefix: string): string => path.slice(prefix.length).replace(/~[^/]*/g, '');

function within<T>(told: Record<string, T>, scope: readonly string[]): Record<string, T> {
  if (scope.length === 0) return told;
  const prefix = prefixOf(scope);
  const found: Record<string, T> = {};
  for (const [path, what] of Object.entries(told)) {
    if (!path.startsWith(prefix)) continue;
    found[path.slice(prefix.length)] = what;
    found[inner(path, prefix)] ??= what;
  }
  return found;
}
