/** Drafts of other flows get the new version too. They are saved, not deployed. */

import { api, path } from '../../../api/client';
import type { Block, Blocks, FlowRecord } from '../../../api/types';
import { upgraded } from '../../../commands/upgrade';

/** How many flows have it now. The first that cannot be saved ends it, with its own message. */
export async function upgradeOthers(
  flows: readonly string[],
  key: string,
  next: Block,
  inner: Blocks,
): Promise<number> {
  let done = 0;
  for (const flow of flows) {
    const { document, revision } = await api.get<FlowRecord>(path`/flows/${flow}`);
    const { document: after } = upgraded(document, key, next, inner);
    await api.put(path`/flows/${flow}`, after, { revision });
    done += 1;
  }
  return done;
}
