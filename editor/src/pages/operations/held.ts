/** Rows that stay where they are while somebody points at them or has selected some. */

import { useEffect, useMemo, useRef, useState } from 'react';

import type { Alarm } from '../../api/types';
import type { Row } from './sections';

export interface Held {
  rows: Row[];
  /** Alarms that have come and are not shown yet. */
  waiting: number;
  /** Show what waits and sort again. */
  release: () => void;
}

/** The rows of before in their order, with what is known of them now; newcomers are only counted. */
export function keepOrder(
  before: Row[],
  sorted: Row[],
  all: Record<string, Alarm>,
): { rows: Row[]; waiting: number } {
  const shown = new Set(before.map((row) => row.key));
  const rows = before.map((row) => {
    const alarm = all[row.key];
    if (alarm === row.alarm && !row.gone) return row;
    return { ...row, alarm: alarm ?? row.alarm, gone: !alarm };
  });
  return { rows, waiting: sorted.filter((row) => !shown.has(row.key)).length };
}

/** `filter` is compared by identity: another filter always sorts anew. */
export function useHeld(sorted: Row[], all: Record<string, Alarm>, hold: boolean, filter: object): Held {
  const before = useRef<{ rows: Row[]; filter: object | null }>({ rows: [], filter: null });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what release changes.
  const { rows, waiting } = useMemo(() => {
    const keeps = hold && before.current.filter === filter && before.current.rows.length > 0;
    return keeps ? keepOrder(before.current.rows, sorted, all) : { rows: sorted, waiting: 0 };
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
