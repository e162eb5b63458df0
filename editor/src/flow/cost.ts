/** What a node costs, and how full the flow's inbox is, as short texts. */

import type { NodeCost } from '../api/types';
import { formatNumber } from './format';

/** From here on a full inbox is worth a look, and from here on it holds up sources. */
export const FILLING = 0.6;
export const NEARLY_FULL = 0.85;

export function percent(part: number): string {
  if (part > 0 && part < 0.005) return '<1 %';
  return `${Math.round(part * 100)} %`;
}

export function nanoseconds(ns: number): string {
  if (ns < 1000) return `${formatNumber(ns, ns < 10 ? 1 : 0)} ns`;
  if (ns < 1e6) return `${formatNumber(ns / 1e3, ns < 1e4 ? 1 : 0)} µs`;
  return `${formatNumber(ns / 1e6, ns < 1e7 ? 1 : 0)} ms`;
}

export const shareOf = (cost: NodeCost | undefined): string => (cost ? percent(cost.share) : '');

/** How the fill is marked: not at all, as something to see, as something to do. */
export function fillLevel(fill: number): 'calm' | 'filling' | 'full' {
  if (fill >= NEARLY_FULL) return 'full';
  return fill >= FILLING ? 'filling' : 'calm';
}
