/** Which version of a block a flow holds. */

import type { Block, DocNode, FlowDocument } from '../api/types';
import { BLOCK } from '../flow/blockView';

/** The flow with another copy of the block; what stands for it says its version. */
export function atVersion(root: FlowDocument, key: string, block: Block): FlowDocument {
  const version = block.version ?? 1;
  const own = (nodes: Record<string, DocNode> | undefined) =>
    Object.fromEntries(
      Object.entries(nodes ?? {}).map(([id, node]) => [
        id,
        node.kind === BLOCK && node.config?.['block'] === key && node.config['version'] !== version
          ? { ...node, config: { ...node.config, version } }
          : node,
      ]),
    );
  const blocks = Object.entries({ ...root.blocks, [key]: block }).map(
    ([id, one]) => [id, one.nodes ? { ...one, nodes: own(one.nodes) } : one] as const,
  );
  return { ...root, nodes: own(root.nodes), blocks: Object.fromEntries(blocks) };
}
