/** How limits of a measure are written. */

import type { Measure } from '../../../api/alarmPerformance';
import { formatNumber } from '../../../flow/format';

/** Three digits that count. */
export const short = (value: number | null) =>
  value === null ? '—' : formatNumber(Number(value.toPrecision(3)));

/** `≤ 6`, or `< 5` where the target itself is too much. */
export const targetText = (target: number | null, below: boolean) =>
  target === null ? '—' : `${target === 0 ? '' : below ? '< ' : '≤ '}${short(target)}`;

/** The published ones: target, maximum. */
export function limitText(measure: Measure): string {
  const { published_target: target = null, published_maximum: maximum = null, below, unit } = measure;
  const both = [targetText(target, below), ...(maximum === null ? [] : [short(maximum)])];
  return `${both.join(' / ')} ${target === null ? '' : unit}`.trim();
}
