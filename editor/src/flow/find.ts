/** Nodes of a flow, those inside its blocks too, by words and filters; and what lies before and after nodes. */

import type { Config, DocNode, FlowDocument, Json, KindSpec, Problem, Wire } from '../api/types';
import { BLOCK, isPortKind, viewOf } from './blockView';
import { nodeFields } from './difference';
import { covers } from './impact';
import { pointsIn } from './pointNames';

export const FILTERS = ['invalid', 'unused', 'changed', 'unread'] as const;
export type NodeFilter = (typeof FILTERS)[number];

/** The flow as a whole; nodes inside blocks go by their paths, as the server tells them: "pumps/limits". */
export interface Known {
  root: FlowDocument;
  /** The block that is open; its nodes come first. */
  scope: readonly string[];
  deployed: FlowDocument | null;
  problems: readonly Problem[];
  /** Nodes by the points that they own and nobody reads. */
  unread?: ReadonlySet<string>;
  /** Points that the directory says a node owns or reads. */
  points?: ReadonlyMap<string, readonly string[]>;
  spec: (node: DocNode) => KindSpec | undefined;
  /** Title of a kind in the reader's language. */
  title: (spec: KindSpec | undefined) => string;
  /** Where the palette has the kind, in the reader's language. */
  category: (spec: KindSpec) => string;
}

/** A node where it stands. */
export interface Place {
  /** "pumps/limits". */
  path: string;
  /** Nodes that lead into the block around it; none for the flow itself. */
  scope: readonly string[];
  id: string;
  node: DocNode;
}

interface Entry extends Place {
  kind: string;
  points: readonly string[];
  all: string;
  passes: Record<NodeFilter, () => boolean>;
}

/** Chinese keyboards write a wide colon. */
const PREFIX = /^(kind|point)[:：](.*)$/;

/** Nodes that stand beside one for devices of their own ("calm~band=2") are that one. */
export const plainPath = (path: string): string => path.replaceAll(/~[^/]*/g, '');

/** All nodes with what they can be found by, those of the open block first. */
export function searchable(known: Known): Entry[] {
  const wrong = new Set<string>();
  for (const { severity, node } of known.problems)
    if (severity === 'error' && node)
      for (let path = plainPath(node); path; path = path.slice(0, Math.max(0, path.lastIndexOf('/'))))
        wrong.add(path);
  const entries = entriesIn(known, [], wrong);
  const open = known.scope.join('/');
  const here = (entry: Entry) => entry.scope.join('/') === open;
  return [...entries.filter(here), ...entries.filter((one) => !here(one) && !isPortKind(one.node.kind))];
}

function entriesIn(
  known: Known,
  scope: readonly string[],
  wrong: ReadonlySet<string>,
  around: readonly string[] = [],
): Entry[] {
  const view = viewOf(known.root, scope);
  if (!view) return [];
  const deployed = known.deployed && viewOf(known.deployed, scope);
  const out = new Set(view.wires.map(({ from }) => from[0]));
  const wired = new Set([...out, ...view.wires.map(({ to }) => to[0])]);
  return Object.entries(view.nodes).flatMap(([id, node]): Entry[] => {
    const path = [...scope, id].join('/');
    const old = deployed?.nodes[id];
    const passes: Entry['passes'] = {
      invalid: () => wrong.has(path),
      unused: () => !wired.has(id),
      unread: () => (known.unread?.has(path) ?? false) && !out.has(id),
      changed: () => !old || nodeFields(old, node).length > 0,
    };
    const entry = { path, scope, id, node, passes, ...words(known, path, id, node) };
    const block = node.kind === BLOCK ? String(node.config['block'] ?? '') : null;
    const closed = block === null || around.includes(block);
    return closed ? [entry] : [entry, ...entriesIn(known, [...scope, id], wrong, [...around, block])];
  });
}

function words(known: Known, path: string, id: string, node: DocNode) {
  const spec = known.spec(node);
  const title = known.title(spec);
  const offered = spec && node.kind !== BLOCK && !isPortKind(node.kind);
  const named = spec ? pointsIn(node.config, spec.config) : [];
  const points = [...named, ...(known.points?.get(path) ?? [])].map((point) => point.toLowerCase());
  const values = isPortKind(node.kind) ? [] : texts(node.config);
  return {
    kind: `${node.kind} ${title} ${offered ? known.category(spec) : ''}`.toLowerCase(),
    points,
    all: [node.name, id, title, ...values, ...points].join('\n').toLowerCase(),
  };
}

/** What people set, without the names of the settings; switches have no words. */
function texts(value: Config | Json): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(texts);
}

/** Nodes that have all words and pass all filters. Before anything is asked for, those of the open block alone. */
export function found(
  entries: readonly Entry[],
  scope: readonly string[],
  text: string,
  filters: ReadonlySet<NodeFilter>,
): Place[] {
  const asked = text.toLowerCase().split(/\s+/).filter(Boolean);
  const open = scope.join('/');
  const all = asked.length > 0 || filters.size > 0;
  return entries.filter(
    (entry) =>
      (all || entry.scope.join('/') === open) &&
      [...filters].every((filter) => entry.passes[filter]()) &&
      asked.every((word) => has(entry, word)),
  );
}

function has(entry: Entry, word: string): boolean {
  const [, what, rest = ''] = PREFIX.exec(word) ?? [];
  if (what === 'kind') return entry.kind.includes(rest);
  if (what === 'point') return entry.points.some((point) => point.includes(rest) || ofPattern(point, rest));
  return entry.all.includes(word);
}

/** A pattern is found by a point that it stands for, `{device}` by any device; one for every point says nothing. */
function ofPattern(name: string, point: string): boolean {
  const pattern = name.replaceAll(/\{[^}]*\}/g, '*');
  return pattern !== '*' && pattern.includes('*') && covers(pattern, point);
}

/** The nodes given and all that feed them, or that they feed. */
export function reached(wires: readonly Wire[], from: Iterable<string>, way: 'up' | 'down'): string[] {
  const next = new Map<string, string[]>();
  for (const wire of wires) {
    const [a, b] = way === 'down' ? [wire.from[0], wire.to[0]] : [wire.to[0], wire.from[0]];
    next.set(a, [...(next.get(a) ?? []), b]);
  }
  const seen = new Set(from);
  for (const id of seen) for (const one of next.get(id) ?? []) seen.add(one);
  return [...seen];
}
