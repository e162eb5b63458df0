/** Ports of a node: those of its kind, those its settings make, and the implicit error output. */

import type { Carries, DocNode, KindSpec, PortSpec, Wire } from '../api/types';

export const ERROR_PORT = 'error';
export const NODE_WIDTH = 144;
const ROW = 24;

export function inputsOf(spec: KindSpec | undefined): PortSpec[] {
  return spec?.inputs ?? [];
}

/** Visible outputs: the kind's own and one for each row of the table named by `outputs_from`. */
export function outputsOf(spec: KindSpec | undefined, node: DocNode): PortSpec[] {
  if (!spec) return [];
  const from = spec.outputs_from;
  if (!from) return spec.outputs;
  const rows = node.config[from.field];
  const made = (Array.isArray(rows) ? rows : [])
    .map((row) => (row && typeof row === 'object' && !Array.isArray(row) ? row[from.name] : row))
    .filter((name): name is string => typeof name === 'string' && name !== '');
  const own = spec.outputs.map((port) => port.name);
  const names = [...new Set(made)].filter((name) => !own.includes(name));
  return [...spec.outputs, ...names.map((name) => ({ name, carries: from.carries, title: name, help: '' }))];
}

export function carriesOf(
  spec: KindSpec | undefined,
  node: DocNode,
  side: 'in' | 'out',
  port: string,
): Carries | null {
  if (side === 'out' && port === ERROR_PORT) return 'events';
  const ports = side === 'in' ? inputsOf(spec) : outputsOf(spec, node);
  return ports.find((candidate) => candidate.name === port)?.carries ?? null;
}

/** One port lies at the middle of the first 48 px; two at 12 and 36; more go on downwards. */
export function portY(index: number, count: number): number {
  return count === 1 ? ROW : ROW / 2 + index * ROW;
}

/** Height without the error line. */
export function nodeHeight(spec: KindSpec | undefined, node: DocNode): number {
  return Math.max(48, ROW * Math.max(inputsOf(spec).length, outputsOf(spec, node).length));
}

export interface Ports {
  ins: PortSpec[];
  outs: PortSpec[];
}

/** Of a kind that is not installed only the ends of its wires are known: they are kept and drawn. */
export function portsFromWires(id: string, wires: readonly Wire[]): Ports {
  const made = (names: string[]): PortSpec[] =>
    [...new Set(names)].map((name) => ({ name, carries: 'samples', title: name, help: '' }));
  return {
    ins: made(wires.filter((wire) => wire.to[0] === id).map((wire) => wire.to[1])),
    outs: made(
      wires.filter((wire) => wire.from[0] === id && wire.from[1] !== ERROR_PORT).map((wire) => wire.from[1]),
    ),
  };
}
