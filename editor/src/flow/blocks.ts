/** Blocks: a node that stands for a block shows the block's ports, and what the nodes inside report. */

import type {
  BlockPort,
  Blocks,
  DocNode,
  FlowDocument,
  KindSpec,
  LiveValue,
  NodeStatus,
  PortSpec,
  Problem,
} from '../api/types';
import { BLOCK, PORT_SPECS } from './blockView';

export { BLOCK };

const WORST: readonly NodeStatus['status'][] = ['error', 'warn', 'ok', 'idle'];

type Kinds = ReadonlyMap<string, KindSpec>;

const specs = new WeakMap<object, KindSpec>();

/** The spec of a node's kind; of a block it is made from the block in the document. */
export function specOf(kinds: Kinds, node: DocNode, blocks: Blocks | undefined): KindSpec | undefined {
  const port = PORT_SPECS[node.kind];
  if (port) return port[node.config['carries'] === 'events' ? 'events' : 'samples'];
  if (node.kind !== BLOCK) return kinds.get(node.kind);
  const block = blocks?.[String(node.config['block'] ?? '')];
  if (!block) return undefined;
  const known = specs.get(block);
  if (known) return known;
  const made: KindSpec = {
    kind: BLOCK,
    version: block.version ?? 1,
    category: 'compute',
    title: block.name || block.id,
    summary: block.description ?? '',
    help: '',
    inputs: ports(block.inputs),
    outputs: ports(block.outputs),
    outputs_from: null,
    config: { type: 'object', properties: {} },
    commands: [],
    connector: false,
    breaks_cycles: false,
    summary_field: 'block',
    points: 'none',
  };
  specs.set(block, made);
  return made;
}

const ports = (given: BlockPort[] | undefined): PortSpec[] =>
  (given ?? []).map((port) => ({
    name: port.name,
    carries: port.carries,
    title: port.title ?? '',
    help: port.help ?? '',
  }));

/** The node on the canvas that a path such as "pumps/limits" belongs to, and the rest of the path. */
export function rootOf(path: string): [root: string, inside: string] {
  const at = path.indexOf('/');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}

/** A problem inside a block is a problem of the node that stands for it, and says where inside. */
export function shownProblem(problem: Problem): Problem {
  const [root, inside] = rootOf(problem.node ?? '');
  if (!inside) return problem;
  const place = problem.field ? `${inside}, ${problem.field}` : inside;
  return { ...problem, node: root, field: null, message: `${place}: ${problem.message}` };
}

/** Status by node on the canvas: of a block the worst of the nodes inside. One that is stopped stands by itself too. */
export function shownStatus(nodes: Record<string, NodeStatus>): Record<string, NodeStatus> {
  if (!Object.keys(nodes).some((id) => id.includes('/'))) return nodes;
  const shown: Record<string, NodeStatus> = {};
  for (const [id, status] of Object.entries(nodes)) {
    const [root, inside] = rootOf(id);
    if (inside && status.stopped) shown[id] = status;
    shown[root] = inside ? worse(shown[root], status, inside) : status;
  }
  return shown;
}

function worse(known: NodeStatus | undefined, status: NodeStatus, inside: string): NodeStatus {
  const one: NodeStatus = {
    status: status.status,
    in: status.in,
    out: status.out,
    rate: status.rate,
    errors: status.errors,
    last_error: status.last_error && `${inside}: ${status.last_error}`,
  };
  if (!known) return one;
  const graver = WORST.indexOf(one.status) < WORST.indexOf(known.status) ? one : known;
  return {
    ...graver,
    in: known.in + one.in,
    out: known.out + one.out,
    rate: known.rate + one.rate,
    errors: known.errors + one.errors,
  };
}

/** Live values at the ports of blocks, taken from the nodes inside that they are wired to. */
export function shownValues(
  values: Record<string, LiveValue>,
  document: FlowDocument | null,
): Record<string, LiveValue> {
  const shown = { ...values };
  for (const [id, node] of Object.entries(document?.nodes ?? {}))
    if (node.kind === BLOCK)
      for (const port of blockOf(node, document?.blocks)?.outputs ?? [])
        for (const end of endsOf(id, node, port.name, document?.blocks)) {
          const value = newest(values, end);
          if (value) shown[`${id}/${port.name}`] = value;
        }
  return shown;
}

const blockOf = (node: DocNode, blocks: Blocks | undefined) => blocks?.[String(node.config['block'] ?? '')];

function endsOf(path: string, node: DocNode, port: string, blocks: Blocks | undefined, depth = 8): string[] {
  const block = blockOf(node, blocks);
  if (node.kind !== BLOCK || !block || depth === 0) return [`${path}/${port}`];
  const wires = block.outputs?.find((one) => one.name === port)?.wires ?? [];
  return wires.flatMap(([inner, out]) => {
    const inside = block.nodes?.[inner];
    return inside ? endsOf(`${path}/${inner}`, inside, out, blocks, depth - 1) : [];
  });
}

/** Of a node and of those that stand beside it for devices of their own: "pumps/calm~band=2/samples". */
function newest(values: Record<string, LiveValue>, end: string): LiveValue | undefined {
  const at = end.lastIndexOf('/');
  const apart = `${end.slice(0, at)}~`;
  const own = values[end];
  if (own) return own;
  const other = Object.keys(values).find((key) => key.startsWith(apart) && key.endsWith(end.slice(at)));
  return other === undefined ? undefined : values[other];
}
