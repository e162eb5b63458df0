import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';

import type { DocNode, Problem } from '../../../api/types';
import { percent } from '../../../flow/cost';
import { nodeFields } from '../../../flow/difference';
import { formatRate, summaryOf } from '../../../flow/format';
import { nodeHeight } from '../../../flow/ports';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { Status } from '../../../look/Status';
import { type EditorState, useEditor } from '../../../store';
import type { FlowNode } from '../../../store/graph';
import { PinMark } from '../pins/PinMark';
import { useStoppedText } from '../stopped';
import { NodeName } from './NodeName';
import { NodePorts } from './NodePorts';

/** One component draws every node kind: title, ports and status come from the catalogue and the running flow. */
export const FlowNodeView = memo(function FlowNodeView({ id, data, selected }: NodeProps<FlowNode>) {
  const { t } = useTranslation('editor');
  const { node, spec, ghost } = data;
  const seen = useEditor(useShallow((state) => seenOf(state, id)));
  const { live, share, lastError, stopped, wrong, changed, names } = seen;
  const { whole, short } = useStoppedText();
  const summary = summaryOf(spec, node, names);
  const rate = formatRate(seen.rate);
  const diff = useEditor((state) => (state.deploying ? deployMark(state, id, ghost) : null));
  const unknown = !spec;
  const error = unknown
    ? t('node.unknown', { kind: node.kind })
    : (wrong ?? (stopped ? whole(stopped) : lastError));
  const told = !unknown && !wrong && stopped ? short(stopped) : error;
  const status = unknown || wrong ? 'error' : node.disabled ? 'disabled' : live;
  return (
    <div
      className={`node k-${categoryOf(node.kind)}`}
      data-node-id={id}
      data-kind={node.kind}
      data-status={status}
      data-selected={selected || undefined}
      data-diff={diff?.what}
      style={{ minHeight: nodeHeight(spec, node) }}
    >
      {changed && <i className="mark" title={t('node.changed')} />}
      {!diff && <PinMark id={id} />}
      <i className="edge" />
      <div className="h">
        <Icon name={iconOf(node.kind)} />
        <NodeName id={id} name={node.name} />
        {!diff && <Status status={status} />}
      </div>
      <div className="b">
        <span>{summary}</span>
        {!diff && <span>{share === null ? rate : percent(share)}</span>}
      </div>
      {error && !diff && (
        <div className={status === 'error' ? 'er' : 'er warn'} title={error}>
          <span>{told}</span>
        </div>
      )}
      {share !== null && !diff && <i className="cost" style={{ width: `${Math.round(share * 100)}%` }} />}
      {diff?.badge && <i className="bdg">{diff.badge}</i>}
      <NodePorts id={id} node={node} spec={spec} />
    </div>
  );
});

/** All that a node shows besides itself, asked for at once: every node asks whenever anything changes. */
function seenOf(state: EditorState, id: string) {
  const status = state.status[id];
  const live = status?.status ?? 'idle';
  return {
    live,
    rate: shownRate(status?.rate),
    share: state.costs ? (status?.cost?.share ?? null) : null,
    lastError: live === 'error' || live === 'warn' ? (status?.last_error ?? null) : null,
    stopped: status?.stopped,
    wrong: firstError(state, id),
    changed: !state.deploying && differs(state, id),
    names: state.connectionNames,
  };
}

/** Two digits: what changes less is not drawn again. */
const shownRate = (rate: number | undefined) => rate && Number(rate.toPrecision(2));

/** First error of each node, made once for each answer of the server. */
const firstErrors = new WeakMap<readonly Problem[], ReadonlyMap<string | null, string>>();

function firstError(state: EditorState, id: string): string | null {
  let known = firstErrors.get(state.problems);
  if (!known) {
    const errors = state.problems.filter((problem) => problem.severity === 'error');
    known = new Map(errors.reverse().map((problem) => [problem.node, problem.message]));
    firstErrors.set(state.problems, known);
  }
  return known.get(id) ?? null;
}

function differs(state: EditorState, id: string): boolean {
  const node = state.document?.nodes[id];
  if (!state.deployedDocument || !node) return false;
  const old = state.deployedDocument.nodes[id];
  if (!old) return true;
  const known = compared.get(node);
  if (known?.[0] === old) return known[1];
  const differ = nodeFields(old, node).length > 0;
  compared.set(node, [old, differ]);
  return differ;
}

/** Whether a node differs from one it was compared with before. */
const compared = new WeakMap<DocNode, readonly [old: DocNode, differ: boolean]>();

/** How a node differs from the deployed version, as a badge: +, number of fields, −. */
function deployMark(state: EditorState, id: string, ghost?: boolean): { what: string; badge: string } {
  const key = `${id}${ghost}`;
  if (ghost) return marks.get(key, 'removed', '−');
  const node = state.document?.nodes[id];
  const old = state.deployedDocument?.nodes[id];
  if (!old) return marks.get(key, 'added', '+');
  const count = node ? nodeFields(old, node).length : 0;
  return count ? marks.get(key, 'changed', String(count)) : marks.get(key, 'same', '');
}

/** Selectors must answer the same object for the same mark. */
const marks = {
  known: new Map<string, { what: string; badge: string }>(),
  get(key: string, what: string, badge: string) {
    const old = this.known.get(key);
    if (old?.what === what && old.badge === badge) return old;
    const mark = { what, badge };
    this.known.set(key, mark);
    return mark;
  },
};
