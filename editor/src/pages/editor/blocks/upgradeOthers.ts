/** Drafts of other flows get the new version too. They are saved, not deployed. */

import type { BlockUse } from '../../../api/blocks';
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

/** Flows with a version before this one: what runs counts where no draft has the block. */
export function withOlder(uses: readonly BlockUse[], version: number): string[] {
  const drafted = new Set(uses.filter((use) => !use.deployed).map((use) => use.flow));
  const older = uses.filter((use) => use.version < version && !(use.deployed && drafted.has(use.flow)));
  return [...new Set(older.map((use) => use.flow))];
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
      const held = document.blocks?.[key];
      if (!held || (held.version ?? 1) >= (next.version ?? 1)) continue; // another one's draft has the older one
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
