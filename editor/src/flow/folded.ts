/** Groups that are shown as one box: which nodes are inside, and the ports of the box. */

import type { Carries, End, Group, Wire } from '../api/types';
import { portY } from './ports';

export const groupKey = (id: string) => `group:${id}`;

export interface BoxPort {
  /** "node/port" of the node inside. */
  end: string;
  carries: Carries;
}
export interface BoxPorts {
  ins: BoxPort[];
  outs: BoxPort[];
}

/** Nodes inside of boxes; of a node in several groups the first box counts. */
export function foldedNodes(groups: readonly Group[]): Map<string, Group> {
  const folded = new Map<string, Group>();
  for (const group of groups)
    if (group.collapsed) for (const id of group.nodes) if (!folded.has(id)) folded.set(id, group);
  return folded;
}

/** Where a wire ends on the canvas: at the node, or at the box around it. */
export function shownEnd(end: End, folded: ReadonlyMap<string, Group>): End {
  const group = folded.get(end[0]);
  return group ? [groupKey(group.id), end.join('/')] : end;
}

/** The end in the document of a port on the canvas. */
export function realEnd(node: string, port: string): End {
  const at = port.indexOf('/');
  return node.startsWith('group:') && at > 0 ? [port.slice(0, at), port.slice(at + 1)] : [node, port];
}

/** One port for each end inside that a wire from outside has. */
export function boxPorts(group: Group, wires: readonly Wire[], carries: (wire: Wire) => Carries): BoxPorts {
  const own = new Set(group.nodes);
  const ports = (side: 'from' | 'to') => {
    const found = new Map<string, BoxPort>();
    for (const wire of wires) {
      const end = wire[side].join('/');
      const other = wire[side === 'from' ? 'to' : 'from'];
      if (own.has(wire[side][0]) && !own.has(other[0])) found.set(end, { end, carries: carries(wire) });
    }
    return [...found.values()];
  };
  return { ins: ports('to'), outs: ports('from') };
}

export const boxHeight = ({ ins, outs }: BoxPorts): number => {
  const most = Math.max(ins.length, outs.length);
  return Math.max(48, portY(most - 1, most) + 12);
};
