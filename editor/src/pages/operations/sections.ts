/** The parts of the list: first-out groups, the other alarms, those that are hidden. */

import { alarmKey } from '../../api/alarms';
import type { Alarm } from '../../api/types';
import { compareAlarms, isHidden } from './order';

export interface Row {
  key: string;
  alarm: Alarm;
  /** Where it stands; stays while the list is held. */
  section: string;
  /** Back to normal while the list was held: the row stays, dimmed, until the list is let go. */
  gone: boolean;
}

export const OTHERS = 'others';
export const HIDDEN = 'hidden';
const GROUP = 'group:';
export const groupName = (section: string) => (section.startsWith(GROUP) ? section.slice(GROUP.length) : '');

function sectionOf(alarm: Alarm, grouped: boolean): string {
  if (isHidden(alarm)) return HIDDEN;
  return grouped && alarm.group ? GROUP + alarm.group : OTHERS;
}

const made = new WeakMap<Alarm, Row>();

/** The same row for the same alarm: what did not change is not drawn again. */
function rowOf(alarm: Alarm, section: string): Row {
  let row = made.get(alarm);
  if (row?.section !== section || row.gone) {
    row = { key: alarmKey(alarm), alarm, section, gone: false };
    made.set(alarm, row);
  }
  return row;
}

/** Rows in the order of the list: groups by their gravest alarm, the others, the hidden. */
export function arranged(alarms: Alarm[], grouped: boolean): Row[] {
  const parts = new Map<string, Row[]>();
  for (const alarm of [...alarms].sort(compareAlarms)) {
    const section = sectionOf(alarm, grouped);
    const part = parts.get(section);
    if (part) part.push(rowOf(alarm, section));
    else parts.set(section, [rowOf(alarm, section)]);
  }
  const last = [OTHERS, HIDDEN].flatMap((section) => parts.get(section) ?? []);
  const groups = [...parts].filter(([section]) => groupName(section) !== '');
  return [...groups.flatMap(([, rows]) => rows), ...last];
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
      const first = groupName(section) ? part.find((row) => row.alarm.first_out) : undefined;
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
