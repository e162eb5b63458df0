/** React Flow's handles in our words. */

import type { Connection, Handle } from '@xyflow/react';

import type { Carries } from '../../../api/types';
import { specOf } from '../../../flow/blocks';
import { realEnd } from '../../../flow/folded';
import { carriesOf } from '../../../flow/ports';
import type { Grip } from '../../../flow/rules';
import type { EditorState } from '../../../store';

export function gripOf(handle: Pick<Handle, 'nodeId' | 'id' | 'type'>): Grip {
  const [node, port] = realEnd(handle.nodeId, handle.id ?? '');
  return { node, port, side: handle.type === 'source' ? 'out' : 'in' };
}

export function gripsOf(
  connection:
    | Connection
    | { source: string; target: string; sourceHandle?: string | null; targetHandle?: string | null },
): [Grip, Grip] {
  const [source, out] = realEnd(connection.source, connection.sourceHandle ?? '');
  const [target, into] = realEnd(connection.target, connection.targetHandle ?? '');
  return [
    { node: source, port: out, side: 'out' },
    { node: target, port: into, side: 'in' },
  ];
}

export function carriedBy(state: EditorState, grip: Grip): Carries {
  const node = state.document?.nodes[grip.node];
  const spec = node && specOf(state.kinds, node, state.document?.blocks);
  return (node && carriesOf(spec, node, grip.side, grip.port)) ?? 'samples';
}
