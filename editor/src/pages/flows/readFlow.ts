/** Reading a flow that somebody pastes or opens: either the document, or one sentence on what is wrong and where. */

import type { FlowDocument } from '../../api/types';
import { areBlocks, BUNDLE, type BundleConnection, holdsObjects, isNewer } from '../../flow/bundle';
import { wrongAt } from './jsonPlace';

export type ReadResult =
  | { ok: true; document: FlowDocument; connections: BundleConnection[] }
  /** `key` is a text of the namespace `flows`. */
  | { ok: false; key: string; values: Record<string, string | number> };

const FORMAT = 'tundish.flow/1';
const wrong = (key: string, values: Record<string, string | number> = {}): ReadResult => ({
  ok: false,
  key,
  values,
});

/** `ours`: version of this Tundish; a bundle of a newer one is refused. */
export function readFlow(text: string, ours = ''): ReadResult {
  if (!text.trim()) return wrong('import.error.empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson(text);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('import.error.object');
  const given = value as Record<string, unknown>;
  const bundled = String(given['format'] ?? '').startsWith('tundish.bundle/');
  const newer =
    bundled && (given['format'] !== BUNDLE || (ours && isNewer(String(given['tundish'] ?? ''), ours)));
  if (newer)
    return wrong('import.error.newer', { version: String(given['tundish'] ?? given['format']), ours });
  const flow = (bundled ? given['flow'] : given) as Record<string, unknown>;
  if (typeof flow !== 'object' || flow === null || Array.isArray(flow)) return wrong('import.error.object');
  if (!('format' in flow)) return wrong('import.error.noFormat', { format: FORMAT });
  if (flow['format'] !== FORMAT)
    return wrong('import.error.format', { found: String(flow['format']), format: FORMAT });
  if (!holdsObjects(flow['nodes'])) return wrong('import.error.nodes');
  if (!Array.isArray(flow['wires'])) return wrong('import.error.wires');
  if (!areBlocks(flow['blocks'] ?? {})) return wrong('import.error.blocks');
  return {
    ok: true,
    document: complete(flow),
    connections: bundled ? connectionsOf(given['connections']) : [],
  };
}

/** As far as they are readable. */
function connectionsOf(given: unknown): BundleConnection[] {
  return (Array.isArray(given) ? given : []).flatMap((one) =>
    one && typeof one === 'object' && typeof (one as BundleConnection).id === 'string'
      ? [{ id: (one as BundleConnection).id, name: String(one.name ?? one.id), kind: String(one.kind ?? '') }]
      : [],
  );
}

/** Parts that may be left out are filled in; a missing name is the id. */
function complete(flow: Record<string, unknown>): FlowDocument {
  const id = String(flow['id'] ?? '');
  const list = { parameters: {}, groups: [], notes: [], tests: [] };
  return {
    ...list,
    description: '',
    ...flow,
    id,
    name: String(flow['name'] ?? id),
  } as unknown as FlowDocument;
}

function notJson(text: string): ReadResult {
  const at = wrongAt(text);
  const lines = text.slice(0, at).split('\n');
  const line = lines.length;
  if (at >= text.length) return wrong('import.error.jsonEnd', { line });
  return wrong('import.error.json', { line, column: (lines.at(-1)?.length ?? 0) + 1, found: text[at] ?? '' });
}
