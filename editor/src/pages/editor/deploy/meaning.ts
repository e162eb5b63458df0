import i18next from 'i18next';

import type { Json } from '../../../api/types';
import type { FieldChange } from '../../../flow/difference';
import { formatDuration, formatNumber } from '../../../flow/format';
import type { Field } from '../../../form/schema';

const say = (key: string, values: Record<string, unknown> = {}) =>
  i18next.t(`deploying:meaning.${key}` as never, values) as string;

/** What a change of a setting comes to, where its values alone do not say it; empty where they do. */
export function meaning({ field, before, after }: FieldChange, at?: Field): string {
  if (field === 'kind') return say('kind');
  if (field === 'disabled') return say(after ? 'nodeOff' : 'nodeOn');
  if (field === 'record') return say(after ? 'recorded' : 'notRecorded');
  if (typeof before === 'number' && typeof after === 'number') return step(before, after, at);
  if (typeof before === 'boolean' || typeof after === 'boolean') return say(after ? 'on' : 'off');
  if (Array.isArray(before) && Array.isArray(after)) return say('order');
  if (isRow(before) || isRow(after))
    return say(before === undefined ? 'row' : after === undefined ? 'rowGone' : 'rowOther');
  if (isEmpty(before) && !isEmpty(after)) return say('set');
  if (!isEmpty(before) && isEmpty(after)) return say('unset');
  return '';
}

function step(before: number, after: number, at?: Field): string {
  const size = Math.abs(after - before);
  const by = at?.widget === 'duration' ? formatDuration(size) : formatNumber(size);
  const way = after > before ? 'up' : 'down';
  const percent = before ? formatNumber(Math.round((size / Math.abs(before)) * 1000) / 10) : '';
  return percent ? say(`${way}Percent`, { by, percent }) : say(way, { by });
}

const isRow = (value: Json | undefined) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: Json | undefined) => value === undefined || value === null || value === '';
