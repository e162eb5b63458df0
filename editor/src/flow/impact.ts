/** What deploying does to the plant: actions, points, alarms. */

import type { Alarm, DocNode, FlowDocument } from '../api/types';
import { type Difference, type FieldChange, isGoneRow, type NodeChange } from './difference';

/** What the server says of the points of a document. */
export interface Uses {
  owns: Record<string, string>;
  reads: Record<string, string[]>;
}
export interface ActionChange {
  change: NodeChange;
  /** It writes to equipment. */
  equipment: boolean;
}
export interface AlarmChange {
  change: NodeChange;
  /** Points whose limits change; empty when the node is new, gone, or has no rows. */
  points: string[];
  /** Alarms of it that stand now. */
  standing: Alarm[];
}
export interface PointChanges {
  madeAdded: string[];
  madeRemoved: string[];
  readAdded: string[];
  readRemoved: string[];
}

/** Kinds that change something in the plant. */
const EQUIPMENT = new Set(['action.write', 'action.mqtt', 'action.webhook']);
const JUDGES = new Set(['alarm', 'qc']);

type Sides = [before: FlowDocument | null, after: FlowDocument];

const nodeOf = ([before, after]: Sides, id: string): DocNode | undefined =>
  after.nodes[id] ?? before?.nodes[id];
const category = (node: DocNode | undefined) => node?.kind.split('.')[0] ?? '';

/** Actions that are added, changed or removed; those to equipment first. */
export function actionChanges(found: Difference, sides: Sides): ActionChange[] {
  return found.nodes
    .filter((change) => category(nodeOf(sides, change.node)) === 'action')
    .map((change) => ({ change, equipment: EQUIPMENT.has(nodeOf(sides, change.node)?.kind ?? '') }))
    .sort((a, b) => Number(b.equipment) - Number(a.equipment));
}

/** Alarm and QC nodes that change: the points of the rows that do, and the alarms that stand. */
export function alarmChanges(found: Difference, sides: Sides, alarms: readonly Alarm[]): AlarmChange[] {
  return found.nodes
    .filter((change) => JUDGES.has(category(nodeOf(sides, change.node))))
    .map((change) => {
      const points = [...new Set(change.fields.flatMap((field) => rowPoint(sides, change.node, field)))];
      const own = alarms.filter(({ flow, node }) => flow === sides[1].id && node === change.node);
      const fit = points.map(matcher);
      const active = own.filter(
        ({ active_since: since, status, point }) =>
          (since !== null || status !== 'normal') && (fit.length === 0 || fit.some((fits) => fits(point))),
      );
      return { change, points, standing: active };
    });
}

/** Whether a row for these points is for this one: names with `*`, with commas or spaces between. */
export function covers(pattern: string, point: string): boolean {
  return matcher(pattern)(point);
}

/** The same for many points: the pattern is read once. */
function matcher(pattern: string): (point: string) => boolean {
  const names = pattern.split(/[\s,;]+/).filter(Boolean);
  const parts = names.map((name) => name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const whole = new RegExp(`^(?:${parts.join('|')})$`);
  return (point) => names.length > 0 && whole.test(point);
}

/** "rows/0/h" is of the point that the row is for. */
function rowPoint(sides: Sides, id: string, change: FieldChange): string[] {
  const [table = '', row] = change.field.split('/');
  if (row === undefined) return [];
  for (const side of isGoneRow(change) ? [sides[0]] : [sides[1], sides[0]]) {
    const rows = side?.nodes[id]?.config[table];
    const line = Array.isArray(rows) ? rows[Number(row)] : undefined;
    if (typeof line !== 'object' || line === null || Array.isArray(line)) continue;
    const point = line['point'] ?? line['points'];
    if (typeof point === 'string' && point) return [point];
    if (Array.isArray(point)) return point.map(String);
  }
  return [];
}

export function pointChanges(before: Uses | null, after: Uses): PointChanges {
  const less = (all: object, known: object | undefined) =>
    told(Object.keys(all).filter((key) => !known || !(key in known)));
  return {
    madeAdded: less(after.owns, before?.owns),
    madeRemoved: before ? less(before.owns, after.owns) : [],
    readAdded: less(after.reads, before?.reads),
    readRemoved: before ? less(before.reads, after.reads) : [],
  };
}

/** As people count: P2 before P10, and a pattern whose points are named is no point more. */
function told(names: readonly string[]): string[] {
  const isTold = (name: string) => {
    if (!name.includes('*')) return true;
    const fits = matcher(name);
    return !names.some((other) => other !== name && fits(other));
  };
  return names.filter(isTold).sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}
