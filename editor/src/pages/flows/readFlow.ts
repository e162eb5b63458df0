/** Reading a flow that somebody pastes or opens: either the document, or one sentence on what is wrong and where. */

import type { FlowDocument } from '../../api/types';

export type ReadResult =
  | { ok: true; document: FlowDocument }
  /** `key` is a text of the namespace `flows`. */
  | { ok: false; key: string; values: Record<string, string | number> };

const FORMAT = 'tundish.flow/1';
const wrong = (key: string, values: Record<string, string | number> = {}): ReadResult => ({
  ok: false,
  key,
  values,
});

export function readFlow(text: string): ReadResult {
  if (!text.trim()) return wrong('import.error.empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return wrong('import.error.json', place(text, String((error as Error).message)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('import.error.object');
  const flow = value as Record<string, unknown>;
  if (!('format' in flow)) return wrong('import.error.noFormat', { format: FORMAT });
  if (flow['format'] !== FORMAT)
    return wrong('import.error.format', { found: String(flow['format']), format: FORMAT });
  if (typeof flow['nodes'] !== 'object' || flow['nodes'] === null || Array.isArray(flow['nodes']))
    return wrong('import.error.nodes');
  if (!Array.isArray(flow['wires'])) return wrong('import.error.wires');
  return { ok: true, document: complete(flow) };
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

/** Line and column of a JSON error: engines say "position 12", "line 2 column 3", or only what they met. */
function place(text: string, message: string): { line: number; column: number; message: string } {
  const said = /line (\d+) column (\d+)/.exec(message);
  const position = /position (\d+)/.exec(message)?.[1];
  const plain = message.replace(/ in JSON.*$/, '').replace(/ \(line.*$/, '');
  if (said) return { line: Number(said[1]), column: Number(said[2]), message: plain };
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message: plain };
}
