/** The parts of the list: first-out groups, the other alarms, those that are hidden. */

import { alarmKey } from '../../api/alarms';
import type { Alarm } from '../../api/types';
import { compareAlarms, isHidden } from './order';
import type { Grouping } from './view';

export interface Row {
  key: string;
  alarm: Alarm;
  /** Where it stands; stays while the list is held. */
  section: string;
  /** Back to normal while the list was held: the row stays, dimmed, until the list is let go. */
  gone: boolean;
  /** It came first of its group. */
  firstOut: boolean;
}

export const OTHERS = 'others';
export const HIDDEN = 'hidden';
const GROUP = 'group:';
export const groupName = (section: string) => (section.startsWith(GROUP) ? section.slice(GROUP.length) : '');

interface Groups {
  /** Name of the group by point. */
  of: Map<string, string>;
  first: Set<string>;
  size: Map<string, number>;
}

/** Which alarms belong together: they say so themselves, or the alarm of the group names them. */
function groupsOf(alarms: Alarm[]): Groups {
  const groups: Groups = { of: new Map(), first: new Set(), size: new Map() };
  for (const { group, first, members = [] } of alarms) {
    if (!group) continue;
    for (const point of [...members, first ?? '']) if (point) groups.of.set(point, group);
    if (first) groups.first.add(first);
  }
  for (const alarm of alarms) {
    const name = alarm.group || groups.of.get(alarm.point);
    if (name && !isHidden(alarm)) groups.size.set(name, (groups.size.get(name) ?? 0) + 1);
  }
  return groups;
}

/** A first-out group of one needs no heading. */
function sectionOf(alarm: Alarm, groups: Groups | null, grouping: Grouping): string {
  if (isHidden(alarm)) return HIDDEN;
  if (grouping === 'area' || grouping === 'device') return alarm[grouping] ? GROUP + alarm[grouping] : OTHERS;
  const name = groups ? alarm.group || groups.of.get(alarm.point) : '';
  return name && (groups?.size.get(name) ?? 0) > 1 ? GROUP + name : OTHERS;
}

const made = new WeakMap<Alarm, Row>();

/** The same row for the same alarm: what did not change is not drawn again. */
function rowOf(alarm: Alarm, section: string, firstOut: boolean): Row {
  let row = made.get(alarm);
  if (row?.section !== section || row.firstOut !== firstOut || row.gone) {
    row = { key: alarmKey(alarm), alarm, section, gone: false, firstOut };
    made.set(alarm, row);
  }
  return row;
}

/** Rows in the order of the list: groups by their gravest alarm, the others, the hidden. */
export function arranged(alarms: Alarm[], grouping: Grouping): Row[] {
  const parts = new Map<string, Row[]>();
  const groups = grouping === 'firstOut' ? groupsOf(alarms) : null;
  for (const alarm of [...alarms].sort(compareAlarms)) {
    const section = sectionOf(alarm, groups, grouping);
    const first = groupName(section) !== '' && (alarm.first_out || groups?.first.has(alarm.point));
    const row = rowOf(alarm, section, Boolean(first));
    const part = parts.get(section);
    if (part) part.push(row);
    else parts.set(section, [row]);
  }
  const last = [OTHERS, HIDDEN].flatMap((section) => parts.get(section) ?? []);
  const headed = [...parts].filter(([section]) => groupName(section) !== '');
  return [...headed.flatMap(([, rows]) => rows), ...last];
}

export interface SectionItem {
  kind: 'section';
  section: string;
  count: number;
  /** Point of the alarm that began it. */
  firstOut: string;
  folded: boolean;
}
export interface RowItem {
  kind: 'row';
  row: Row;
}
export type Item = SectionItem | RowItem;

/** What is drawn below each other. A list of one part has no headings, unless it is the hidden one. */
export function itemsOf(rows: Row[], folded: ReadonlySet<string>): Item[] {
  const items: Item[] = [];
  const parts = new Map<string, Row[]>();
  for (const row of rows) {
    const part = parts.get(row.section);
    if (part) part.push(row);
    else parts.set(row.section, [row]);
  }
  const headed = parts.size > 1 || !parts.has(OTHERS);
  for (const [section, part] of parts) {
    if (headed) {
      const first = groupName(section) ? part.find((row) => row.firstOut) : undefined;
      items.push({
        kind: 'section',
        section,
        count: part.length,
        firstOut: first?.alarm.point ?? '',
        folded: folded.has(section),
      });
    }
    if (!headed || !folded.has(section)) for (const row of part) items.push({ kind: 'row', row });
  }
  return items;
}
