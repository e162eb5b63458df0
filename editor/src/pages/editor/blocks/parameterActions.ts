/** Changes of the parameters of the flow, or of the block that is open. */

import type { Json, Parameter } from '../../../api/types';
import { inside } from '../../../commands/inside';
import { renamedInUses, renamedParameter, withParameter, withValue } from '../../../commands/parameters';
import { swap } from '../../../commands/swap';
import { blockKeyAt } from '../../../flow/blockView';
import { useEditor } from '../../../store';
import { become } from './actions';

export function declareParameter(name: string, parameter: Parameter | null): void {
  const { document } = useEditor.getState();
  if (document) become(withParameter(document, name, parameter), { what: 'parameters', name });
}

export function setValue(name: string, value: Json | undefined): void {
  const { document } = useEditor.getState();
  if (document) become(withValue(document, name, value), { what: 'parameters', name });
}

/** All `{name}` and, of a block, the values that it is given, have the new name in the same step. */
export function renameParameter(from: string, to: string): void {
  const { document, root, scope, run, seal, readOnly } = useEditor.getState();
  if (!document || !root || readOnly) return;
  const label = { what: 'parameters', name: from };
  const own = swap(document, renamedParameter(document, from, to), label);
  const key = blockKeyAt(root, scope);
  if (!own) return;
  seal();
  const lifted = key === null ? null : inside(root, scope, document, own);
  const both =
    key !== null && lifted && swap(root, renamedInUses(lifted.execute(root), key, from, to), label);
  run(both ? { ...both, whole: true } : own);
  seal();
}
