/** A selection becomes a block: ports from the wires that cross its edge, parameters from the settings picked. */

import type {
  Block,
  BlockPort,
  Carries,
  Config,
  DocNode,
  End,
  FlowDocument,
  Json,
  Parameter,
  Position,
  Wire,
} from '../api/types';
import { BLOCK, isPortKind } from '../flow/blockView';
import { namesIn } from '../flow/braces';
import { ERROR_PORT } from '../flow/ports';
import { wireKey } from '../flow/rules';
import { freeId } from './ids';
import { type Path, setIn } from './paths';

/** A setting of a node that becomes a parameter of the block. */
export interface Pick {
  node: string;
  path: Path;
  /** Of the parameter. */
  name: string;
  parameter: Parameter;
}

export interface Wanted {
  nodes: ReadonlySet<string>;
  notes?: ReadonlySet<string>;
  id: string;
  name: string;
  description?: string;
  version?: number;
  picks: readonly Pick[];
  /** A device that settings name: it becomes `{device}`, and the first row of the table of devices. */
  device?: string;
  /** What goes through an output. */
  carries: (end: End) => Carries;
}

export interface Collapsed {
  document: FlowDocument;
  /** The node that stands for the block. */
  node: string;
  block: Block;
}

const GRID = 8;

/** Ids that can go into a block: ports of an open block cannot. */
export const collapsible = (document: FlowDocument, ids: Iterable<string>): Set<string> =>
  new Set([...ids].filter((id) => document.nodes[id] && !isPortKind(document.nodes[id].kind)));

export function collapsed(document: FlowDocument, wanted: Wanted): Collapsed {
  const inside = collapsible(document, wanted.nodes);
  const inner = document.wires.filter(({ from, to }) => inside.has(from[0]) && inside.has(to[0]));
  const coming = document.wires.filter(({ from, to }) => !inside.has(from[0]) && inside.has(to[0]));
  const going = document.wires.filter(({ from, to }) => inside.has(from[0]) && !inside.has(to[0]));
  const inputs = inputsOf(document, coming, wanted.carries);
  const outputs = outputsOf(document, going, wanted.carries);
  const parameters = parametersOf(document, inside, wanted.picks);
  const block: Block = {
    format: 'tundish.block/1',
    id: wanted.id,
    version: wanted.version ?? 1,
    name: wanted.name,
    description: wanted.description ?? '',
    parameters: parameters.declared,
    inputs: inputs.map((one) => one.port),
    outputs: outputs.map((one) => one.port),
    nodes: Object.fromEntries(
      Object.entries(document.nodes)
        .filter(([id]) => inside.has(id))
        .map(([id, node]) => [id, forAny(settled(id, node, wanted.picks), wanted.device ?? '')]),
    ),
    wires: inner,
    groups: document.groups.filter((group) => group.nodes.every((id) => inside.has(id))),
    notes: document.notes.filter((note) => wanted.notes?.has(note.id)),
  };
  const node = freeId(wanted.id, new Set(Object.keys(document.nodes)));
  const own: DocNode = {
    kind: BLOCK,
    version: 1,
    name: wanted.name,
    config: {
      block: wanted.id,
      version: block.version ?? 1,
      parameters: parameters.given,
      ...(wanted.device ? { devices: [{ device: wanted.device }] } : {}),
    },
    position: middleOf(document, inside),
    was_inside: Object.fromEntries([...inside].map((id) => [id, id])),
  };
  const moved = new Map<Wire, Wire>();
  for (const { port, ends } of inputs)
    for (const wire of ends) moved.set(wire, { from: wire.from, to: [node, port.name] });
  for (const { port, ends } of outputs)
    for (const wire of ends) moved.set(wire, { from: [node, port.name], to: wire.to });
  return { document: withBlock(document, inside, block, node, own, moved), node, block };
}

function withBlock(
  document: FlowDocument,
  inside: ReadonlySet<string>,
  block: Block,
  node: string,
  own: DocNode,
  moved: ReadonlyMap<Wire, Wire>,
): FlowDocument {
  const seen = new Set<string>();
  const wires = document.wires.flatMap((wire) => {
    if (inside.has(wire.from[0]) && inside.has(wire.to[0])) return [];
    const now = moved.get(wire) ?? wire;
    if (seen.has(wireKey(now))) return [];
    seen.add(wireKey(now));
    return [now];
  });
  const noted = new Set((block.notes ?? []).map((note) => note.id));
  return {
    ...document,
    nodes: {
      ...Object.fromEntries(Object.entries(document.nodes).filter(([id]) => !inside.has(id))),
      [node]: own,
    },
    wires,
    blocks: { ...document.blocks, [block.id]: block },
    groups: document.groups
      .filter((group) => !group.nodes.every((id) => inside.has(id)))
      .map((group) =>
        group.nodes.some((id) => inside.has(id))
          ? { ...group, nodes: [...group.nodes.filter((id) => !inside.has(id)), node] }
          : group,
      ),
    notes: document.notes.filter((note) => !noted.has(note.id)),
  };
}

interface Derived {
  port: BlockPort;
  /** The wires outside that end at it. */
  ends: Wire[];
}

/** Sources that lead to the same ends inside share one input. */
function inputsOf(document: FlowDocument, coming: readonly Wire[], carries: Wanted['carries']): Derived[] {
  const bySource = new Map<string, Wire[]>();
  for (const wire of coming) {
    const key = wire.from.join('/');
    bySource.set(key, [...(bySource.get(key) ?? []), wire]);
  }
  const byEnds = new Map<string, Wire[][]>();
  for (const wires of bySource.values()) {
    const key = wires
      .map((wire) => wire.to.join('/'))
      .sort()
      .join();
    byEnds.set(key, [...(byEnds.get(key) ?? []), wires]);
  }
  const taken = new Set<string>();
  return [...byEnds.values()].map((sources) => {
    const first = sources[0] ?? [];
    const ends = first.map((wire) => wire.to);
    const name = freeId(ends[0]?.[1] ?? 'in', taken);
    taken.add(name);
    const title = byEnds.size > 1 && ends[0] ? nameOf(document, ends[0][0]) : '';
    const port: BlockPort = { name, carries: first[0] ? carries(first[0].from) : 'samples', wires: ends };
    return { port: title ? { ...port, title } : port, ends: sources.flat() };
  });
}

/** Each output that is used outside is one of the block. `error` is there by itself and means all nodes. */
function outputsOf(document: FlowDocument, going: readonly Wire[], carries: Wanted['carries']): Derived[] {
  const byEnd = new Map<string, Wire[]>();
  for (const wire of going) {
    const key = wire.from.join('/');
    byEnd.set(key, [...(byEnd.get(key) ?? []), wire]);
  }
  const taken = new Set([ERROR_PORT]);
  return [...byEnd.values()].map((ends) => {
    const [id, out] = (ends[0] as Wire).from;
    const name = freeId(out === ERROR_PORT ? `${id}-${out}` : out, taken);
    taken.add(name);
    const port: BlockPort = { name, carries: carries([id, out]), wires: [[id, out]] };
    return { port: byEnd.size > 1 ? { ...port, title: nameOf(document, id) } : port, ends };
  });
}

const nameOf = (document: FlowDocument, id: string): string => document.nodes[id]?.name || id;

/** The picked settings, and parameters from around that the nodes use already: those go on as they are. */
function parametersOf(document: FlowDocument, inside: ReadonlySet<string>, picks: readonly Pick[]) {
  const declared: Record<string, Parameter> = {};
  const given: Config = {};
  for (const id of inside)
    for (const name of namesIn(document.nodes[id]?.config as Json)) {
      const around = document.parameters[name];
      if (!around) continue;
      const { value, ...rest } = around;
      declared[name] = { ...rest, default: value ?? rest.default ?? null };
      given[name] = `{${name}}`;
    }
  for (const pick of picks) declared[pick.name] = pick.parameter;
  return { declared, given };
}

function settled(id: string, node: DocNode, picks: readonly Pick[]): DocNode {
  const own = picks.filter((pick) => pick.node === id);
  if (own.length === 0) return node;
  return {
    ...node,
    config: own.reduce((config, pick) => setIn(config, pick.path, `{${pick.name}}`), node.config),
  };
}

/** The name of a device, where it stands by itself and is no parameter, becomes `{device}`. */
function forAny(node: DocNode, device: string): DocNode {
  if (!device) return node;
  const name = new RegExp(
    `(?<![\\p{L}\\d_{])${device.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d_}])`,
    'gu',
  );
  const text = JSON.stringify(node.config, (_, value) =>
    typeof value === 'string' ? value.replace(name, '{device}') : value,
  );
  return { ...node, config: JSON.parse(text) as Config };
}

function middleOf(document: FlowDocument, ids: ReadonlySet<string>): Position {
  const places = [...ids].map((id): Position => document.nodes[id]?.position ?? [0, 0]);
  const middle = (n: 0 | 1) => {
    const all = places.map((place) => place[n]);
    return Math.round((Math.min(...all) + Math.max(...all)) / 2 / GRID) * GRID;
  };
  return [middle(0), middle(1)];
}
