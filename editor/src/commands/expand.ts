/** A block is put back into its nodes, with the values that it is used with. */

import type { Block, DocNode, End, FlowDocument, Json, Position, Scalar, Wire } from '../api/types';
import { BLOCK } from '../flow/blockView';
import { filledConfig } from '../flow/braces';
import { ERROR_PORT } from '../flow/ports';
import { wireKey } from '../flow/rules';
import { freeId } from './ids';

export interface Expanded {
  document: FlowDocument;
  nodes: string[];
}

/** Why it cannot be; a key under `blocks:refused`. */
export type NotExpanded = 'devices' | 'missing';

export function expanded(document: FlowDocument, id: string): Expanded | NotExpanded {
  const node = document.nodes[id];
  const block = node?.kind === BLOCK ? document.blocks?.[String(node.config['block'] ?? '')] : undefined;
  if (!node || !block) return 'missing';
  const devices = Array.isArray(node.config['devices']) ? node.config['devices'] : [];
  if (devices.length > 1) return 'devices';
  const values = valuesOf(block, node, devices[0]);
  const taken = new Set(Object.keys(document.nodes).filter((one) => one !== id));
  const now = new Map<string, string>();
  for (const inner of Object.keys(block.nodes ?? {})) {
    const free = freeId(inner, taken);
    taken.add(free);
    now.set(inner, free);
  }
  const shift = shiftOf(block, node);
  const nodes = Object.fromEntries(
    Object.entries(block.nodes ?? {}).map(([inner, one]): [string, DocNode] => [
      now.get(inner) ?? inner,
      {
        ...one,
        name: one.name ?? inner,
        version: one.version ?? 1,
        config: filledConfig(one.config ?? {}, values, block.parameters),
        position: [(one.position?.[0] ?? 0) + shift[0], (one.position?.[1] ?? 0) + shift[1]],
        was: `${id}/${inner}`,
      },
    ]),
  );
  const end = ([inner, port]: End): End => [now.get(inner) ?? inner, port];
  const wires = [
    ...document.wires.flatMap((wire) => outside(wire, id, block, now)),
    ...(block.wires ?? []).map(({ from, to }): Wire => ({ from: end(from), to: end(to) })),
  ];
  const made: FlowDocument = {
    ...document,
    nodes: { ...Object.fromEntries(Object.entries(document.nodes).filter(([one]) => one !== id)), ...nodes },
    wires: once(wires),
    ...looks(document, block, id, now, shift),
  };
  return { document: withoutUnused(made, String(node.config['block'])), nodes: [...now.values()] };
}

/** What each parameter is here; a value may name a parameter of what is around. */
function valuesOf(block: Block, node: DocNode, device: Json | undefined): Record<string, Scalar> {
  const row = (device && typeof device === 'object' ? device : {}) as Record<string, Json>;
  const given = (node.config['parameters'] ?? {}) as Record<string, Json>;
  const values: Record<string, Scalar> = {};
  for (const [name, { default: fallback }] of Object.entries(block.parameters ?? {})) {
    const value = [row[name], given[name], fallback].find(
      (one) => one !== undefined && one !== null && one !== '',
    );
    if (value !== undefined && value !== null && typeof value !== 'object') values[name] = value;
  }
  if (typeof row['device'] === 'string') values['device'] = row['device'];
  return values;
}

/** A wire at the block goes on to where its port leads inside. */
function outside(wire: Wire, id: string, block: Block, now: ReadonlyMap<string, string>): Wire[] {
  const inner = (ends: End[] | undefined): End[] =>
    (ends ?? []).map(([node, port]): End => [now.get(node) ?? node, port]);
  if (wire.from[0] === id) {
    const port = block.outputs?.find((one) => one.name === wire.from[1]);
    const all = wire.from[1] === ERROR_PORT && !port;
    const ends = all ? [...now.values()].map((node): End => [node, ERROR_PORT]) : inner(port?.wires);
    return ends.map((from) => ({ from, to: wire.to }));
  }
  if (wire.to[0] === id) {
    const port = block.inputs?.find((one) => one.name === wire.to[1]);
    return inner(port?.wires).map((to) => ({ from: wire.from, to }));
  }
  return [wire];
}

function once(wires: readonly Wire[]): Wire[] {
  const seen = new Set<string>();
  return wires.filter((wire) => !seen.has(wireKey(wire)) && seen.add(wireKey(wire)));
}

/** The middle of the nodes comes to lie where the block was. */
function shiftOf(block: Block, { position }: DocNode): Position {
  const places = Object.values(block.nodes ?? {}).map((node): Position => node.position ?? [0, 0]);
  const shift = (n: 0 | 1) => {
    const all = places.map((place) => place[n]);
    const middle = all.length ? (Math.min(...all) + Math.max(...all)) / 2 : 0;
    return position[n] - Math.round(middle / 8) * 8;
  };
  return [shift(0), shift(1)];
}

function looks(
  document: FlowDocument,
  block: Block,
  id: string,
  now: ReadonlyMap<string, string>,
  shift: Position,
): Pick<FlowDocument, 'groups' | 'notes'> {
  const groupId = idsAfter(document.groups);
  const noteId = idsAfter(document.notes);
  return {
    groups: [
      ...document.groups.map((group) =>
        group.nodes.includes(id)
          ? { ...group, nodes: group.nodes.flatMap((one) => (one === id ? [...now.values()] : [one])) }
          : group,
      ),
      ...(block.groups ?? []).map((group) => ({
        ...group,
        id: groupId(group.id),
        nodes: group.nodes.map((one) => now.get(one) ?? one),
      })),
    ],
    notes: [
      ...document.notes,
      ...(block.notes ?? []).map((note) => ({
        ...note,
        id: noteId(note.id),
        position: [note.position[0] + shift[0], note.position[1] + shift[1]] as Position,
      })),
    ],
  };
}

/** Free ids, each given out once. */
function idsAfter(known: readonly { id: string }[]): (wanted: string) => string {
  const taken = new Set(known.map((one) => one.id));
  return (wanted) => {
    const free = freeId(wanted, taken);
    taken.add(free);
    return free;
  };
}

/** A block that nothing uses any more is not kept in the flow. */
export function withoutUnused(document: FlowDocument, id: string): FlowDocument {
  const holders = [document.nodes, ...Object.values(document.blocks ?? {}).map((block) => block.nodes ?? {})];
  const used = holders.some((nodes) =>
    Object.values(nodes).some((node) => node.kind === BLOCK && node.config?.['block'] === id),
  );
  if (used || !document.blocks?.[id]) return document;
  const { [id]: _, ...blocks } = document.blocks;
  const { blocks: __, ...rest } = document;
  return Object.keys(blocks).length ? { ...document, blocks } : (rest as FlowDocument);
}
