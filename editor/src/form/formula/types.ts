/** What the server says of a formula that is being written. */

import type { FormulaCheck, Sample } from '../../api/types';

export interface FormulaFix {
  line: number;
  column: number;
  length: number;
  text: string;
}

/** A check that found something wrong may know how to mend it. */
export const fixOf = (check: FormulaCheck | null): FormulaFix | null =>
  check && !check.ok && 'fix' in check ? ((check as { fix?: FormulaFix | null }).fix ?? null) : null;

interface Value {
  value: number | null;
  quality: string;
  reason: string | null;
}

export interface FormulaTrial {
  ok: boolean;
  sample?: Value | null;
  /** The largest part that lies in each line. */
  lines?: { line: number; unit: string; sample: Value | null }[];
  inputs?: { name: string; unit: string; sample: Sample | null }[];
  /** Those that a formula with {device} can be tried with. */
  devices?: string[];
}

export interface TrendSample {
  /** ms since 1970. */
  time: number;
  value: number | null;
  quality: string;
}
