/** What differs between two documents: for the deploy page, the conflict dialog and the changed marks. */

import type { Delivery, DocNode, FlowDocument, Json, Wire } from '../api/types';
import { rowPairs } from './rowPairs';
import { wireKey } from './rules';

export interface FieldChange {
  /** "limits/0/h": a row by its place afterwards, or the one that it had if it is gone. */
  field: string;
  before: Json | undefined;
  after: Json | undefined;
}
export interface NodeChange {
  what: 'added' | 'changed' | 'removed';
  node: string;
  name: string;
  fields: FieldChange[];
}
/** Keys of a flow that say how it runs, with what they are when left out. */
const WHOLE = { parameters: {}, blocks: {}, isolation: '', tracing: 'sampled' } as const;
export interface WholeChange {
  field: keyof typeof WHOLE;
  /** As text; empty for what has a structure of its own. */
  before: string;
  after: string;
}
export interface Difference {
  nodes: NodeChange[];
  wiresAdded: Wire[];
  wiresRemoved: Wire[];
  /** Nodes in both with no difference but perhaps their place. */
  untouched: number;
  /** Parameters, blocks, the isolation group, which traces are kept: what runs, but stands at no node. */
  whole: WholeChange[];
  /** Name, notes, groups, places: nothing that runs. */
  looks: boolean;
}

/** Cached by identity: the store shares unchanged nodes between documents. */
const fieldCache = new WeakMap<DocNode, WeakMap<DocNode, FieldChange[]>>();

export function nodeFields(before: DocNode, after: DocNode): FieldChange[] {
  if (before === after) return [];
  const known = fieldCache.get(before)?.get(after);
  if (known) return known;
  const changes: FieldChange[] = [];
  for (const key of ['kind', 'version', 'name', 'disabled', 'record'] as const)
    if (before[key] !== after[key]) changes.push({ field: key, before: before[key], after: after[key] });
  compare(asJson(before.delivery), asJson(after.delivery), 'delivery', changes);
  compare(before.config, after.config, '', changes);
  fieldCache.set(before, (fieldCache.get(before) ?? new WeakMap()).set(after, changes));
  return changes;
}

function compare(before: Json | undefined, after: Json | undefined, at: string, into: FieldChange[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    compareRows(before, after, at, into);
    return;
  }
  if (isBranch(before) && isBranch(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) compare(before[key], after[key], at ? `${at}/${key}` : key, into);
    return;
  }
  into.push({ field: at, before, after });
}

/** Row by row, wherever each stands; and that they stand in another order. */
function compareRows(before: Json[], after: Json[], at: string, into: FieldChange[]): void {
  const { pairs, moved } = rowPairs(before, after);
  for (const [was, is] of pairs) compare(before[was], after[is], `${at}/${is < 0 ? was : is}`, into);
  if (moved) into.push({ field: at, before, after });
}

/** Whether a row as a whole is gone: its place is the one that it had. */
export const isGoneRow = ({ field, after }: FieldChange): boolean =>
  after === undefined && /^[^/]+\/\d+$/.test(field);

const asJson = (delivery: Delivery | undefined): Json => (delivery ? { ...delivery } : {});
const isBranch = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function difference(before: FlowDocument | null, after: FlowDocument): Difference {
  const nodes: NodeChange[] = [];
  let untouched = 0;
  for (const [id, node] of Object.entries(after.nodes)) {
    const old = before?.nodes[id];
    const fields = old ? nodeFields(old, node) : [];
    if (!old) nodes.push({ what: 'added', node: id, name: node.name, fields: [] });
    else if (fields.length) nodes.push({ what: 'changed', node: id, name: node.name, fields });
    else untouched += 1;
  }
  for (const [id, node] of Object.entries(before?.nodes ?? {}))
    if (!after.nodes[id]) nodes.push({ what: 'removed', node: id, name: node.name, fields: [] });
  return {
    nodes,
    ...wireChanges(before?.wires ?? [], after.wires),
    untouched,
    whole: before ? wholeChanges(before, after) : [],
    looks: looksDiffer(before, after),
  };
}

function wireChanges(before: Wire[], after: Wire[]) {
  const had = new Set(before.map(wireKey));
  const has = new Set(after.map(wireKey));
  return {
    wiresAdded: after.filter((wire) => !had.has(wireKey(wire))),
    wiresRemoved: before.filter((wire) => !has.has(wireKey(wire))),
  };
}

function wholeChanges(before: FlowDocument, after: FlowDocument): WholeChange[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return (Object.keys(WHOLE) as (keyof typeof WHOLE)[]).flatMap((field) => {
    const [was, is] = [before[field] ?? WHOLE[field], after[field] ?? WHOLE[field]];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, before: text(was), after: text(is) }];
  });
}

function looksDiffer(before: FlowDocument | null, after: FlowDocument): boolean {
  if (!before) return false;
  const looks = (d: FlowDocument) =>
    JSON.stringify([
      d.name,
      d.description,
      d.notes,
      d.groups,
      Object.entries(d.nodes).map(([id, n]) => [id, n.position]),
    ]);
  return looks(before) !== looks(after);
}

/** Number of changes that the draft chip shows: nodes, wires, and one for looks alone. */
export function changeCount(d: Difference): number {
  const count = d.nodes.length + d.wiresAdded.length + d.wiresRemoved.length + d.whole.length;
  return count || (d.looks ? 1 : 0);
}
