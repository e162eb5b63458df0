/** The inside of a block as a document that the canvas can show and commands can change, and the way back. */

import type {
  Block,
  BlockPort,
  Carries,
  Config,
  DocNode,
  End,
  FlowDocument,
  KindSpec,
  Position,
  Wire,
} from '../api/types';

export const BLOCK = 'block';
/** Kinds of the nodes that stand for the ports of a block while it is open. They never get into a file. */
export const INPUT = 'block.input';
export const OUTPUT = 'block.output';
const PORT = 'port';
const COLUMN = 232;
const ROW = 80;

export const isPortKind = (kind: string): boolean => kind === INPUT || kind === OUTPUT;
export const portNode = (side: 'in' | 'out', name: string): string => `${side}:${name}`;

type Parts = Pick<FlowDocument, 'parameters' | 'nodes' | 'wires' | 'groups' | 'notes'>;

const views = new WeakMap<Block, Parts>();
/** Nodes as the canvas needs them, by nodes as they stand in the file, and back. */
const completed = new WeakMap<object, DocNode>();
const originals = new WeakMap<DocNode, DocNode>();

/** Key in the flow of the block that a path of nodes leads into; null when one of them is none. */
export function blockKeyAt(root: FlowDocument, scope: readonly string[]): string | null {
  let nodes: Record<string, DocNode> | undefined = root.nodes;
  let key: string | null = null;
  for (const id of scope) {
    const node: DocNode | undefined = nodes?.[id];
    key = node?.kind === BLOCK ? String(node.config?.['block'] ?? '') : null;
    const block: Block | undefined = key === null ? undefined : root.blocks?.[key];
    if (!block) return null;
    nodes = block.nodes ?? {};
  }
  return key;
}

export function blockAt(root: FlowDocument, scope: readonly string[]): Block | null {
  const key = blockKeyAt(root, scope);
  return key === null ? null : (root.blocks?.[key] ?? null);
}

/** The flow itself, or what stands inside the block at `scope`; null when there is no such block. */
export function viewOf(root: FlowDocument, scope: readonly string[]): FlowDocument | null {
  if (scope.length === 0) return root;
  const block = blockAt(root, scope);
  if (!block) return null;
  let parts = views.get(block);
  if (!parts) {
    parts = partsOf(block);
    views.set(block, parts);
  }
  return { ...root, ...parts };
}

/** What a command made of the view, put back into the flow. */
export function lifted(
  root: FlowDocument,
  scope: readonly string[],
  view: FlowDocument,
  after: FlowDocument,
): FlowDocument {
  const key = blockKeyAt(root, scope);
  const block = key === null ? undefined : root.blocks?.[key];
  if (key === null || !block) return after;
  const changed = blockOf(block, view, after);
  const { parameters, nodes, wires, groups, notes, ...rest } = after;
  const { parameters: p, nodes: n, wires: w, groups: g, notes: o } = root;
  const blocks = changed === block ? rest.blocks : { ...rest.blocks, [key]: changed };
  const known = { ...rest, parameters: p, nodes: n, wires: w, groups: g, notes: o };
  return withoutLostWires(blocks === undefined ? known : { ...known, blocks }, key, block, changed);
}

// From the block to the canvas --------------------------------------------------------------------

function partsOf(block: Block): Parts {
  const nodes = laidOut(block);
  const xs = Object.values(nodes).map((node) => node.position[0]);
  const ys = Object.values(nodes).map((node) => node.position[1]);
  const left = xs.length ? Math.min(...xs) - COLUMN : 0;
  const right = xs.length ? Math.max(...xs) + COLUMN : COLUMN;
  const top = ys.length ? Math.min(...ys) : 0;
  const ports = (given: BlockPort[] | undefined, kind: string, x: number) =>
    (given ?? []).map((port, i): [string, DocNode] => [
      portNode(kind === INPUT ? 'in' : 'out', port.name),
      drawnPort(port, kind, [x, top + i * ROW]),
    ]);
  return {
    parameters: block.parameters ?? {},
    nodes: {
      ...Object.fromEntries(ports(block.inputs, INPUT, left)),
      ...nodes,
      ...Object.fromEntries(ports(block.outputs, OUTPUT, right)),
    },
    wires: [
      ...(block.wires ?? []),
      ...(block.inputs ?? []).flatMap((port) =>
        (port.wires ?? []).map((to): Wire => ({ from: [portNode('in', port.name), PORT], to })),
      ),
      ...(block.outputs ?? []).flatMap((port) =>
        (port.wires ?? []).map((from): Wire => ({ from, to: [portNode('out', port.name), PORT] })),
      ),
    ],
    groups: block.groups ?? [],
    notes: block.notes ?? [],
  };
}

function drawnPort(port: BlockPort, kind: string, at: Position): DocNode {
  const config: Config = { carries: port.carries, help: port.help ?? '' };
  return { kind, version: 1, name: port.title || port.name, config, position: port.position ?? at };
}

/** Nodes with all that the canvas needs; those without a place lie in columns along the wires. */
function laidOut(block: Block): Record<string, DocNode> {
  const nodes = Object.entries(block.nodes ?? {});
  if (nodes.every(([, node]) => node.position && node.config && node.version)) return block.nodes ?? {};
  const columns = columnsOf(block);
  const filled = new Map<number, number>();
  return Object.fromEntries(
    nodes.map(([id, node]) => {
      const known = completed.get(node);
      if (known) return [id, known];
      const column = columns.get(id) ?? 0;
      const row = filled.get(column) ?? 0;
      filled.set(column, row + 1);
      const place: Position = [column * COLUMN, row * ROW];
      const made: DocNode = {
        ...node,
        version: node.version ?? 1,
        name: node.name ?? id,
        config: node.config ?? {},
        position: node.position ?? place,
      };
      completed.set(node, made);
      originals.set(made, node);
      return [id, made];
    }),
  );
}

function columnsOf(block: Block): Map<string, number> {
  const columns = new Map<string, number>();
  const ids = Object.keys(block.nodes ?? {});
  for (let turn = 0; turn <= ids.length; turn += 1) {
    let moved = false;
    for (const { from, to } of block.wires ?? []) {
      const wanted = (columns.get(from[0]) ?? 0) + 1;
      if (wanted > (columns.get(to[0]) ?? 0) && wanted < ids.length) {
        columns.set(to[0], wanted);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return columns;
}

// And back ----------------------------------------------------------------------------------------

/** The block with what differs between the two views; itself when nothing does. */
function blockOf(block: Block, view: FlowDocument, after: FlowDocument): Block {
  const change: Partial<Block> = {};
  if (after.parameters !== view.parameters) change.parameters = after.parameters;
  if (after.groups !== view.groups) change.groups = after.groups;
  if (after.notes !== view.notes) change.notes = after.notes;
  if (after.nodes !== view.nodes)
    change.nodes = Object.fromEntries(
      Object.entries(after.nodes)
        .filter(([, node]) => !isPortKind(node.kind))
        .map(([id, node]) => [id, originals.get(node) ?? node]),
    );
  if (after.wires !== view.wires)
    change.wires = after.wires.filter(({ from, to }) => !isPortEnd(after, from) && !isPortEnd(after, to));
  if (after.nodes !== view.nodes || after.wires !== view.wires) {
    change.inputs = portsFrom(after, view, INPUT, block.inputs ?? []);
    change.outputs = portsFrom(after, view, OUTPUT, block.outputs ?? []);
  }
  for (const key of Object.keys(change) as (keyof Block)[])
    if (JSON.stringify(change[key]) === JSON.stringify(block[key] ?? emptyOf(change[key])))
      delete change[key];
  return Object.keys(change).length === 0 ? block : { ...block, ...change };
}

const emptyOf = (value: unknown): unknown => (Array.isArray(value) ? [] : {});

const isPortEnd = (document: FlowDocument, [id]: End): boolean =>
  isPortKind(document.nodes[id]?.kind ?? '') || id.includes(':');

function portsFrom(after: FlowDocument, view: FlowDocument, kind: string, known: BlockPort[]): BlockPort[] {
  const side = kind === INPUT ? 'in' : 'out';
  return Object.entries(after.nodes)
    .filter(([, node]) => node.kind === kind)
    .map(([id, node]) => {
      const name = id.startsWith(`${side}:`) ? id.slice(side.length + 1) : id.replaceAll(':', '-');
      const old = known.find((port) => port.name === name);
      const wires = after.wires.flatMap(({ from, to }): End[] =>
        kind === INPUT ? (from[0] === id ? [to] : []) : to[0] === id ? [from] : [],
      );
      const made: BlockPort = { ...old, name, carries: (node.config['carries'] as Carries) ?? 'samples' };
      if (node.name !== (old?.title || name)) made.title = node.name;
      if ((node.config['help'] ?? '') !== (old?.help ?? '')) made.help = String(node.config['help'] ?? '');
      if (node.position !== view.nodes[id]?.position) made.position = node.position;
      if (wires.length > 0 || old?.wires) made.wires = wires;
      return made;
    });
}

/** With a port go the wires at it, wherever the block is used in the flow. */
function withoutLostWires(root: FlowDocument, key: string, before: Block, after: Block): FlowDocument {
  const names = (ports: BlockPort[] | undefined) => new Set((ports ?? []).map((port) => port.name));
  const [ins, outs] = [names(after.inputs), names(after.outputs)];
  const lostIns = (before.inputs ?? []).some((port) => !ins.has(port.name));
  const lostOuts = (before.outputs ?? []).some((port) => !outs.has(port.name));
  if (!lostIns && !lostOuts) return root;
  const had = { ins: names(before.inputs), outs: names(before.outputs) };
  const kept = <T extends { nodes?: Record<string, DocNode>; wires?: Wire[] }>(holder: T): T => {
    const uses = ([id]: End) => {
      const node = holder.nodes?.[id];
      return node?.kind === BLOCK && node.config?.['block'] === key;
    };
    const gone = ({ from, to }: Wire) =>
      (uses(from) && had.outs.has(from[1]) && !outs.has(from[1])) ||
      (uses(to) && had.ins.has(to[1]) && !ins.has(to[1]));
    return holder.wires?.some(gone)
      ? { ...holder, wires: holder.wires.filter((wire) => !gone(wire)) }
      : holder;
  };
  const blocks = Object.entries(root.blocks ?? {}).map(([id, block]) => [id, kept(block)] as const);
  return { ...kept(root), blocks: Object.fromEntries(blocks) };
}

/** How many wires are at nodes that stand for the block, wherever it is used in the flow. */
export function wiresAtUses(root: FlowDocument, key: string): number {
  const holders = [root, ...Object.values(root.blocks ?? {})];
  return holders.reduce((count, { nodes, wires }) => {
    const uses = ([id]: End) => nodes?.[id]?.kind === BLOCK && nodes[id].config?.['block'] === key;
    return count + (wires ?? []).filter(({ from, to }) => uses(from) || uses(to)).length;
  }, 0);
}

// Ports as kinds ----------------------------------------------------------------------------------

const CONFIG = {
  type: 'object',
  properties: {
    carries: {
      type: 'string',
      enum: ['samples', 'events'],
      'x-titles': { samples: 'Samples', events: 'Events' },
      default: 'samples',
      title: 'Carries',
      description: 'What goes through the port.',
    },
    help: { type: 'string', default: '', title: 'Help', description: 'What it is for.' },
  },
};

function portSpec(kind: string, carries: Carries): KindSpec {
  const port = { name: PORT, carries, title: '', help: '' };
  return {
    kind,
    version: 1,
    category: 'compute',
    title: kind === INPUT ? 'Input' : 'Output',
    summary: '',
    help: '',
    inputs: kind === OUTPUT ? [port] : [],
    outputs: kind === INPUT ? [port] : [],
    outputs_from: null,
    config: CONFIG,
    commands: [],
    connector: false,
    breaks_cycles: false,
    summary_field: 'carries',
    points: 'none',
  };
}

export const PORT_SPECS: Readonly<Record<string, Readonly<Record<Carries, KindSpec>>>> = {
  [INPUT]: { samples: portSpec(INPUT, 'samples'), events: portSpec(INPUT, 'events') },
  [OUTPUT]: { samples: portSpec(OUTPUT, 'samples'), events: portSpec(OUTPUT, 'events') },
};
