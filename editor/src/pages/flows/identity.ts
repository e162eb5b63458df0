/** Ids of flows: what is allowed, what to propose for a name, an empty document. */

import type { FlowDocument } from '../../api/types';
import { freeId } from '../../commands/ids';

export const FLOW_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** An id for a name: "Pump station 2" gives "pump-station-2"; a name without Latin letters gives "flow". */
export function idFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return freeId(/[a-z0-9]/i.test(plain) ? plain : 'flow', taken);
}

/** A key of the namespace `flows` that says what is wrong with an id, or null. */
export function idError(id: string, taken: ReadonlySet<string>): 'id.empty' | 'id.form' | 'id.taken' | null {
  if (!id) return 'id.empty';
  if (!FLOW_ID.test(id)) return 'id.form';
  return taken.has(id) ? 'id.taken' : null;
}

export function emptyFlow(id: string, name: string, description: string): FlowDocument {
  return {
    format: 'tundish.flow/1',
    id,
    name,
    description,
    parameters: {},
    nodes: {},
    wires: [],
    groups: [],
    notes: [],
    tests: [],
  };
}
