/** The sparklines of what is selected: of wires, or of the outputs of nodes. */

import { useEditor } from '../../../store';
import { chosen } from '../actions';
import { useSparks } from './sparks';

function selectedOutputs(): string[] {
  const { edges } = useEditor.getState();
  const { nodes, wires } = chosen();
  const found = edges.flatMap(({ data }) =>
    data?.carries === 'samples' && (wires.has(data.wire) || nodes.has(data.wire.from[0]))
      ? data.wire.from.join('/')
      : [],
  );
  return [...new Set(found)];
}

export const sparkable = (): number => selectedOutputs().length;

export function toggleSparks(): void {
  const { document } = useEditor.getState();
  if (document) for (const output of selectedOutputs()) useSparks.getState().toggle(document.id, output);
}
