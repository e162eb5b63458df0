/** Drafts of other flows get the new version too. They are saved, not deployed. */

import { api, path } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import type { Block, Blocks, FlowRecord } from '../../../api/types';
import { upgraded } from '../../../commands/upgrade';

export interface Upgraded {
  done: number;
  /** Flows that would lose wires or values by it: somebody looks at them first, there. */
  left: string[];
  /** Flow and why it could not be saved. */
  failed: string[];
}

export async function upgradeOthers(
  flows: readonly string[],
  key: string,
  next: Block,
  inner: Blocks,
): Promise<Upgraded> {
  const made: Upgraded = { done: 0, left: [], failed: [] };
  for (const flow of flows)
    try {
      const { document, revision } = await api.get<FlowRecord>(path`/flows/${flow}`);
      const plan = upgraded(document, key, next, inner);
      if (plan.lostWires.length + plan.lostValues.length > 0) made.left.push(flow);
      else {
        await api.put(path`/flows/${flow}`, plan.document, { revision });
        made.done += 1;
      }
    } catch (error) {
      made.failed.push(`${flow}: ${messageOf(error)}`);
    }
  return made;
}
