/** Places of nodes: in line, evenly apart, or laid out along their wires. */

import type { Position } from '../api/types';

/** A box on the canvas. */
export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];
export type Axis = 'across' | 'down';
export type Places = Record<string, Position>;

const GRID = 8;
const snap = (n: number) => Math.round(n / GRID) * GRID;

/** Edges or middles on one line: the outermost edge, or the middle of all. */
export function aligned(boxes: readonly Box[], how: Alignment): Places {
  const lefts = Math.min(...boxes.map((box) => box.x));
  const rights = Math.max(...boxes.map((box) => box.x + box.width));
  const tops = Math.min(...boxes.map((box) => box.y));
  const bottoms = Math.max(...boxes.map((box) => box.y + box.height));
  const place = ({ x, y, width, height }: Box): Position => {
    switch (how) {
      case 'left':
        return [lefts, y];
      case 'centre':
        return [snap((lefts + rights - width) / 2), y];
      case 'right':
        return [rights - width, y];
      case 'top':
        return [x, tops];
      case 'middle':
        return [x, snap((tops + bottoms - height) / 2)];
      case 'bottom':
        return [x, bottoms - height];
    }
  };
  return Object.fromEntries(boxes.map((box) => [box.id, place(box)]));
}

/** The same gap between each two; the outermost stay where they are. */
export function distributed(boxes: readonly Box[], axis: Axis): Places {
  const start = (box: Box) => (axis === 'across' ? box.x : box.y);
  const size = (box: Box) => (axis === 'across' ? box.width : box.height);
  const sorted = [...boxes].sort((a, b) => start(a) - start(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 3) return {};
  const room = start(last) - start(first) - size(first);
  const taken = sorted.slice(1, -1).reduce((sum, box) => sum + size(box), 0);
  const gap = (room - taken) / (sorted.length - 1);
  let at = start(first);
  const places: Places = {};
  for (const box of sorted) {
    const to = box === first || box === last ? start(box) : snap(at);
    places[box.id] = axis === 'across' ? [to, box.y] : [box.x, to];
    at += size(box) + gap;
  }
  return places;
}

const over = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The nearest place beside, above or below the boxes that are in the way, in which it lies over none. */
function freePlace(box: Box, taken: readonly Box[]): Box {
  if (!taken.some((one) => over(one, box))) return box;
  const xs = [box.x, ...taken.flatMap((one) => [one.x + one.width + GRID, one.x - box.width - GRID])];
  const ys = [box.y, ...taken.flatMap((one) => [one.y + one.height + GRID, one.y - box.height - GRID])];
  const way = (at: Box) => Math.abs(at.x - box.x) + Math.abs(at.y - box.y);
  const beside = [...xs.map((x) => ({ ...box, x })), ...ys.map((y) => ({ ...box, y }))];
  const free = beside.filter((at) => !taken.some((one) => over(one, at)));
  return free.reduce<Box>((best, at) => (way(at) < way(best) ? at : best), free[0] ?? box);
}

/** What a note stands by is the nearest box, and it goes along with it. */
export function besides(notes: readonly Box[], before: readonly Box[], after: Places): Places {
  const apart = (a: Box, b: Box) =>
    Math.hypot(
      Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width),
      Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height),
    );
  const places: Places = {};
  const taken = before.map((box) => {
    const [x, y] = after[box.id] ?? [box.x, box.y];
    return { ...box, x, y };
  });
  for (const note of notes) {
    const [near] = [...before].sort((a, b) => apart(note, a) - apart(note, b));
    const to = near && after[near.id];
    if (!to || !near) continue;
    const at = { ...note, x: note.x + to[0] - near.x, y: note.y + to[1] - near.y };
    const free = freePlace(at, taken);
    taken.push(free);
    places[note.id] = [free.x, free.y];
  }
  return places;
}

/** Room of a group around its nodes: sides, title above, below. */
const GROUP = { side: 12, above: 32, below: 12 };

/**
 * From left to right along the wires, in columns; where the boxes were stays their upper left corner. Nodes of a group
 * stay together: each group is laid out by itself, then as one box among the others.
 */
export async function laidOutInGroups(
  boxes: readonly Box[],
  wires: readonly (readonly [from: string, to: string])[],
  groups: readonly (readonly string[])[],
): Promise<Places> {
  const all = new Map(boxes.map((box) => [box.id, box]));
  const home = new Map<string, string>();
  const inside: Places = {};
  const outer: Box[] = [];
  for (const [i, ids] of groups.entries()) {
    const own = ids.filter((id) => all.has(id) && !home.has(id)).map((id) => all.get(id) as Box);
    if (own.length === 0) continue;
    const key = `group ${i}`;
    for (const box of own) home.set(box.id, key);
    const places = await laidOut(own, wires);
    const x = Math.min(...own.map((box) => places[box.id]?.[0] ?? 0));
    const y = Math.min(...own.map((box) => places[box.id]?.[1] ?? 0));
    const at = (box: Box): Position => places[box.id] ?? [x, y];
    for (const box of own) inside[box.id] = [at(box)[0] - x + GROUP.side, at(box)[1] - y + GROUP.above];
    outer.push({
      id: key,
      x: Math.min(...own.map((box) => box.x)) - GROUP.side,
      y: Math.min(...own.map((box) => box.y)) - GROUP.above,
      width: Math.max(...own.map((box) => at(box)[0] - x + box.width)) + 2 * GROUP.side,
      height: Math.max(...own.map((box) => at(box)[1] - y + box.height)) + GROUP.above + GROUP.below,
    });
  }
  const of = (id: string) => home.get(id) ?? id;
  const outside = [...boxes.filter((box) => !home.has(box.id)), ...outer];
  const between = wires.map(([a, b]) => [of(a), of(b)] as const).filter(([a, b]) => a !== b);
  const places = await laidOut(outside, between);
  return Object.fromEntries(
    boxes.map(({ id, x, y }): [string, Position] => {
      const [left, top] = places[of(id)] ?? [x, y];
      const [dx, dy] = inside[id] ?? [0, 0];
      return [id, [snap(left + dx), snap(top + dy)]];
    }),
  );
}

/** From left to right along the wires, in columns; where the boxes were stays their upper left corner. */
export async function laidOut(
  boxes: readonly Box[],
  wires: readonly (readonly [from: string, to: string])[],
): Promise<Places> {
  const { Graph, layout } = await import('@dagrejs/dagre').then((found) => ({
    Graph: found.graphlib.Graph,
    layout: found.layout,
  }));
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 32, ranksep: 88, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  wires.forEach(([from, to], i) => {
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, String(i));
  });
  layout(graph);
  const left = snap(Math.min(...boxes.map((box) => box.x)));
  const top = snap(Math.min(...boxes.map((box) => box.y)));
  const found = boxes.map((box) => {
    const at = graph.node(box.id) as { x: number; y: number };
    return { ...box, x: at.x - box.width / 2, y: at.y - box.height / 2 };
  });
  const [x0, y0] = [Math.min(...found.map((box) => box.x)), Math.min(...found.map((box) => box.y))];
  return Object.fromEntries(found.map(({ id, x, y }) => [id, [left + snap(x - x0), top + snap(y - y0)]]));
}
