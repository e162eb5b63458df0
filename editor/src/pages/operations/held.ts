/** Rows that stay where they are while somebody points at them or has selected some. */

import { useEffect, useMemo, useRef, useState } from 'react';

import { alarmKey } from '../../api/alarms';
import type { Alarm } from '../../api/types';

export interface Row {
  key: string;
  alarm: Alarm;
  /** Back to normal while the list was held: the row stays, dimmed, until the list is let go. */
  gone: boolean;
}

export interface Held {
  rows: Row[];
  /** Alarms that have come and are not shown yet. */
  waiting: number;
  /** Show what waits and sort again. */
  release: () => void;
}

const fresh = (alarms: Alarm[]): Row[] =>
  alarms.map((alarm) => ({ key: alarmKey(alarm), alarm, gone: false }));

/** The rows of before in their order, with what is known of them now; newcomers are only counted. */
export function keepOrder(
  before: Row[],
  sorted: Alarm[],
  all: Record<string, Alarm>,
): { rows: Row[]; waiting: number } {
  const shown = new Set(before.map((row) => row.key));
  const rows = before.map(({ key, alarm }) => ({ key, alarm: all[key] ?? alarm, gone: !all[key] }));
  return { rows, waiting: sorted.filter((alarm) => !shown.has(alarmKey(alarm))).length };
}

/** `filter` is compared by identity: another filter always sorts anew. */
export function useHeld(sorted: Alarm[], all: Record<string, Alarm>, hold: boolean, filter: object): Held {
  const before = useRef<{ rows: Row[]; filter: object | null }>({ rows: [], filter: null });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what release changes.
  const { rows, waiting } = useMemo(() => {
    const keeps = hold && before.current.filter === filter && before.current.rows.length > 0;
    return keeps ? keepOrder(before.current.rows, sorted, all) : { rows: fresh(sorted), waiting: 0 };
  }, [sorted, all, hold, filter, turn]);
  useEffect(() => {
    before.current = { rows, filter };
  }, [rows, filter]);
  const release = () => {
    before.current = { rows: [], filter: null };
    setTurn(turn + 1);
  };
  return { rows, waiting, release };
}
