/** Adding and removing parts of a flow: nodes with the wires between them, notes, groups. */

import type { Blocks, DocNode, FlowDocument, Group, Note, Wire } from '../api/types';
import type { Command, Label } from './command';
import { dropPlaces, insertAt, putBack, take, without } from './ordered';

/** A piece of a flow: what copy puts on the clipboard and paste adds. */
export interface Part {
  nodes: Record<string, DocNode>;
  wires: Wire[];
  groups?: Group[];
  notes?: Note[];
  /** New to the flow, by id. */
  blocks?: Blocks;
}

export interface Selection {
  nodes: ReadonlySet<string>;
  wires: ReadonlySet<Wire>;
  notes: ReadonlySet<string>;
  groups: ReadonlySet<string>;
}

/** Adds a part at the end. Its ids must be free. */
export function addPart(part: Part, label: Label = { what: 'add' }): Command {
  const ids = new Set(Object.keys(part.nodes));
  const notes = part.notes ?? [];
  const groups = part.groups ?? [];
  return {
    label,
    execute: (document) => ({
      ...document,
      nodes: { ...document.nodes, ...part.nodes },
      wires: [...document.wires, ...part.wires],
      groups: [...document.groups, ...groups],
      notes: [...document.notes, ...notes],
    }),
    revert: (document) => ({
      ...document,
      nodes: without(document.nodes, ids),
      wires: document.wires.slice(0, document.wires.length - part.wires.length),
      groups: document.groups.slice(0, document.groups.length - groups.length),
      notes: document.notes.slice(0, document.notes.length - notes.length),
    }),
  };
}

export function addWire(wire: Wire, name = ''): Command {
  return addPart({ nodes: {}, wires: [wire] }, { what: 'wire', name });
}

/** Removes nodes with every wire at them, single wires, notes and groups (their nodes stay). */
export function removePart(document: FlowDocument, gone: Selection, what = 'remove'): Command {
  const order = Object.keys(document.nodes);
  const nodes = Object.fromEntries(Object.entries(document.nodes).filter(([id]) => gone.nodes.has(id)));
  const wires = take(
    document.wires,
    (wire) => gone.wires.has(wire) || gone.nodes.has(wire.from[0]) || gone.nodes.has(wire.to[0]),
  );
  const notes = take(document.notes, (note) => gone.notes.has(note.id));
  const groupsBefore = document.groups;
  const groupsAfter = withoutMembers(document.groups, gone);
  const names = Object.values(nodes).map((node) => node.name);
  const count = names.length + notes.length + (names.length ? 0 : wires.length) + gone.groups.size;
  return {
    label: { what, name: names.length === 1 ? names[0] : undefined, count },
    execute: (doc) => ({
      ...doc,
      nodes: without(doc.nodes, gone.nodes),
      wires: dropPlaces(doc.wires, wires),
      groups: groupsAfter,
      notes: dropPlaces(doc.notes, notes),
    }),
    revert: (doc) => ({
      ...doc,
      nodes: putBack(doc.nodes, nodes, order),
      wires: insertAt(doc.wires, wires),
      groups: groupsBefore,
      notes: insertAt(doc.notes, notes),
    }),
  };
}

function withoutMembers(groups: Group[], gone: Selection): Group[] {
  return groups
    .filter((group) => !gone.groups.has(group.id))
    .map((group) =>
      group.nodes.some((id) => gone.nodes.has(id))
        ? { ...group, nodes: group.nodes.filter((id) => !gone.nodes.has(id)) }
        : group,
    )
    .filter((group) => group.nodes.length > 0);
}
