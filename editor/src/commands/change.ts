/** Changing what is there: names, settings, positions, notes, the whole document. */

import type { Config, Delivery, DocNode, FlowDocument, Group, Note, Position, Tracing } from '../api/types';
import type { Command } from './command';

type Places = Record<string, Position>;

/** Moves nodes and notes; consecutive nudges of the same things are one command. */
export function movePart(
  nodes: { before: Places; after: Places },
  notes: { before: Places; after: Places } = { before: {}, after: {} },
): Command {
  const count = Object.keys(nodes.after).length + Object.keys(notes.after).length;
  const command: Command & { nodes: typeof nodes; notes: typeof notes } = {
    nodes,
    notes,
    label: { what: 'move', count },
    execute: (document) => placed(document, nodes.after, notes.after),
    revert: (document) => placed(document, nodes.before, notes.before),
    merge: (next) => {
      if (!isMove(next) || !sameKeys(next.nodes.after, nodes.after)) return null;
      if (!sameKeys(next.notes.after, notes.after)) return null;
      return movePart(
        { before: nodes.before, after: next.nodes.after },
        { before: notes.before, after: next.notes.after },
      );
    },
  };
  return command;
}

function isMove(command: Command): command is ReturnType<typeof movePart> & {
  nodes: { before: Places; after: Places };
  notes: { before: Places; after: Places };
} {
  return command.label.what === 'move' && 'notes' in command;
}

const sameKeys = (a: object, b: object) => Object.keys(a).join() === Object.keys(b).join();

function placed(document: FlowDocument, nodes: Places, notes: Places): FlowDocument {
  return {
    ...document,
    nodes: mapValues(document.nodes, (node, id) => (nodes[id] ? { ...node, position: nodes[id] } : node)),
    notes: document.notes.map((note) =>
      notes[note.id] ? { ...note, position: notes[note.id] as Position } : note,
    ),
  };
}

export function renameNode(id: string, before: string, after: string): Command {
  return {
    label: { what: 'rename', name: before },
    execute: (document) => withNode(document, id, { name: after }),
    revert: (document) => withNode(document, id, { name: before }),
  };
}

/**
 * New settings of a node. `field` names what is being typed in: changes of the same field
 * that follow each other become one command.
 */
export function setConfig(id: string, before: DocNode, after: Config, field: string): Command {
  const command: Command & { node: string; field: string; after: Config } = {
    node: id,
    field,
    after,
    label: { what: 'set', name: before.name },
    execute: (document) => withNode(document, id, { config: after }),
    revert: (document) => withNode(document, id, { config: before.config }),
    merge: (next) => {
      const other = next as Partial<typeof command>;
      if (other.node !== id || other.field !== field || !other.after) return null;
      return setConfig(id, before, other.after, field);
    },
  };
  return command;
}

/** Whether what a node puts out goes to the history; left out in the file when it does not. */
export function setRecord(id: string, before: DocNode, on: boolean): Command {
  const { record: _, ...rest } = before;
  return {
    label: { what: 'set', name: before.name },
    execute: (document) => putNode(document, id, on ? { ...rest, record: true } : rest),
    revert: (document) => putNode(document, id, before),
  };
}

/** What becomes of effects that cannot be sent yet; left out in the file when all is as the kind has it. */
export function setDelivery(id: string, before: DocNode, after: Delivery): Command {
  const { delivery: _, ...rest } = before;
  const own = after.when_full !== null || after.lifetime !== null;
  const command: Command & { delivers: string; after: Delivery } = {
    delivers: id,
    after,
    label: { what: 'set', name: before.name },
    execute: (document) => putNode(document, id, own ? { ...rest, delivery: after } : rest),
    revert: (document) => putNode(document, id, before),
    merge: (next) => {
      const other = next as Partial<typeof command>;
      return other.delivers === id && other.after ? setDelivery(id, before, other.after) : null;
    },
  };
  return command;
}

export function setNote(before: Note, after: Note): Command {
  const put = (document: FlowDocument, note: Note) => ({
    ...document,
    notes: document.notes.map((old) => (old.id === note.id ? note : old)),
  });
  return {
    label: { what: 'note' },
    execute: (document) => put(document, after),
    revert: (document) => put(document, before),
  };
}

export function setGroup(before: Group, after: Group): Command {
  const put = (document: FlowDocument, group: Group) => ({
    ...document,
    groups: document.groups.map((old) => (old.id === group.id ? group : old)),
  });
  return {
    label: { what: 'rename', name: before.name },
    execute: (document) => put(document, after),
    revert: (document) => put(document, before),
  };
}

/** A group as one box, or opened again; left out in the file when it is open. */
export function foldGroup(before: Group): Command {
  const { collapsed, ...rest } = before;
  return {
    ...setGroup(before, collapsed ? rest : { ...before, collapsed: true }),
    label: { what: 'fold', name: before.name },
  };
}

/** Name or description of the flow. */
export function setFlow(
  before: Pick<FlowDocument, 'name' | 'description'>,
  after: Pick<FlowDocument, 'name' | 'description'>,
): Command {
  return {
    label: { what: 'rename', name: before.name },
    execute: (document) => ({ ...document, ...after }),
    revert: (document) => ({ ...document, ...before }),
    whole: true,
  };
}

/** In which isolation group the flow runs; empty for the default worker. */
export const setIsolation = (before: string | undefined, after: string): Command =>
  setKey('isolation', before, after);

/** Which traces of the flow are kept. */
export const setTracing = (before: Tracing | undefined, after: Tracing): Command =>
  setKey('tracing', before, after);

/** A key of the flow that may be left out. */
function setKey<K extends 'isolation' | 'tracing'>(
  key: K,
  before: FlowDocument[K],
  after: FlowDocument[K],
): Command {
  return {
    label: { what: key },
    execute: (document) => ({ ...document, [key]: after }),
    revert: (document) => {
      const { [key]: _, ...rest } = document;
      return before === undefined ? (rest as FlowDocument) : { ...document, [key]: before };
    },
  };
}

/** The draft becomes another document as a whole: an old version, or what somebody else saved. */
export function replaceDocument(before: FlowDocument, after: FlowDocument, what = 'restore'): Command {
  return { label: { what }, execute: () => after, revert: () => before, whole: true };
}

function withNode(document: FlowDocument, id: string, change: Partial<DocNode>): FlowDocument {
  const node = document.nodes[id];
  return node ? putNode(document, id, { ...node, ...change }) : document;
}

function putNode(document: FlowDocument, id: string, node: DocNode): FlowDocument {
  return { ...document, nodes: mapValues(document.nodes, (old, key) => (key === id ? node : old)) };
}

function mapValues<T>(record: Record<string, T>, change: (value: T, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
