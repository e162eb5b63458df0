/** Ids and names of new parts: short, readable, free. */

import type { DocNode, FlowDocument, KindSpec, Position, Wire } from '../api/types';
import type { Part } from './part';

/** `deadband`, `deadband-2`, … from the last part of the kind. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const base =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .replace(/^[-_]+|-+$/g, '')
      .slice(0, 56) || 'node';
  if (!taken.has(base)) return base;
  const stem = base.replace(/-\d+$/, '');
  for (let n = 2; ; n += 1) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

export function newNode(spec: KindSpec, name: string, position: Position): DocNode {
  const config = Object.fromEntries(
    Object.entries(spec.config.properties ?? {})
      .filter(([, field]) => field.default !== undefined)
      .map(([key, field]) => [key, structuredClone(field.default) as never]),
  );
  return { kind: spec.kind, version: spec.version, name, config, position };
}

/** The part with ids that are free in the document, moved by `shift`; names stay. */
export function withFreeIds(part: Part, document: FlowDocument, shift: Position): Part {
  const taken = new Set(Object.keys(document.nodes));
  const renamed = new Map<string, string>();
  for (const id of Object.keys(part.nodes)) {
    const free = freeId(id, taken);
    taken.add(free);
    renamed.set(id, free);
  }
  const moved = ([x, y]: Position): Position => [x + shift[0], y + shift[1]];
  const now = (id: string) => renamed.get(id) ?? id;
  const groupIds = new Set(document.groups.map((group) => group.id));
  const noteIds = new Set(document.notes.map((note) => note.id));
  return {
    nodes: Object.fromEntries(
      Object.entries(part.nodes).map(([id, node]) => [now(id), { ...node, position: moved(node.position) }]),
    ),
    wires: part.wires.map(
      ({ from, to }): Wire => ({ from: [now(from[0]), from[1]], to: [now(to[0]), to[1]] }),
    ),
    groups: (part.groups ?? []).map((group) => {
      const id = freeId(group.id, groupIds);
      groupIds.add(id);
      return { ...group, id, nodes: group.nodes.map(now) };
    }),
    notes: (part.notes ?? []).map((note) => {
      const id = freeId(note.id, noteIds);
      noteIds.add(id);
      return { ...note, id, position: moved(note.position) };
    }),
  };
}

/** The selected part of a document: its nodes, the wires and groups that lie wholly inside, its notes. */
export function copyPart(
  document: FlowDocument,
  nodes: ReadonlySet<string>,
  notes: ReadonlySet<string>,
): Part {
  return {
    nodes: Object.fromEntries(Object.entries(document.nodes).filter(([id]) => nodes.has(id))),
    wires: document.wires.filter((wire) => nodes.has(wire.from[0]) && nodes.has(wire.to[0])),
    notes: document.notes.filter((note) => notes.has(note.id)),
    groups: document.groups.filter(
      (group) => group.nodes.length > 0 && group.nodes.every((id) => nodes.has(id)),
    ),
  };
}
