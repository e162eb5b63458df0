/** Declaring the parameters of a flow or of an open block; what uses a name goes along when it is renamed. */

import type { Config, DocNode, FlowDocument, Json, Parameter, Parameters } from '../api/types';

/** Another declaration, or none; the others stay as they are. */
export function withParameter(
  document: FlowDocument,
  name: string,
  parameter: Parameter | null,
): FlowDocument {
  const { [name]: _, ...rest } = document.parameters;
  if (parameter === null) return { ...document, parameters: rest };
  return { ...document, parameters: { ...document.parameters, [name]: parameter } };
}

/** One value of a flow; as its default says when null. */
export function withValue(document: FlowDocument, name: string, value: Json | undefined): FlowDocument {
  const { value: _, ...rest } = document.parameters[name] ?? {};
  const kept = value === undefined || value === null || typeof value === 'object' ? rest : { ...rest, value };
  return withParameter(document, name, kept);
}

/** The name everywhere: in the declarations and in every `{name}` of the settings. */
export function renamedParameter(document: FlowDocument, from: string, to: string): FlowDocument {
  const parameters: Parameters = Object.fromEntries(
    Object.entries(document.parameters).map(([name, one]) => [name === from ? to : name, one]),
  );
  const use = new RegExp(`(?<!\\{)\\{${from}\\}(?!\\})`, 'g');
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]): [string, DocNode] => {
      const config = replaced(node.config, use, `{${to}}`) as Config;
      return [id, config === node.config ? node : { ...node, config }];
    }),
  );
  return { ...document, parameters, nodes };
}

/** The same value when nothing in it is replaced. */
function replaced(value: Json, use: RegExp, by: string): Json {
  if (typeof value === 'string') return value.replace(use, by);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => replaced(item, use, by));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, replaced(item, use, by)] as const);
  return entries.some(([key, item]) => item !== value[key]) ? Object.fromEntries(entries) : value;
}

/** With the parameters of an open block, the values that are given to it go along. */
export function renamedInUses(document: FlowDocument, key: string, from: string, to: string): FlowDocument {
  const own = (nodes: Record<string, DocNode>) =>
    Object.fromEntries(
      Object.entries(nodes).map(([id, node]) =>
        node.config?.['block'] === key && node.kind === 'block'
          ? [id, renamedUse(node, from, to)]
          : [id, node],
      ),
    );
  const blocks = Object.entries(document.blocks ?? {}).map(
    ([id, block]) => [id, block.nodes ? { ...block, nodes: own(block.nodes) } : block] as const,
  );
  return { ...document, nodes: own(document.nodes), blocks: Object.fromEntries(blocks) };
}

function renamedUse(node: DocNode, from: string, to: string): DocNode {
  const moved = (row: Json): Json =>
    row && typeof row === 'object' && !Array.isArray(row) && from in row
      ? Object.fromEntries(Object.entries(row).map(([name, value]) => [name === from ? to : name, value]))
      : row;
  const { parameters, devices } = node.config;
  const config: Config = { ...node.config };
  if (parameters !== undefined) config['parameters'] = moved(parameters);
  if (Array.isArray(devices)) config['devices'] = devices.map(moved);
  return { ...node, config };
}
