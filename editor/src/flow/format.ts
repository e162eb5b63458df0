/** Values, times and settings as text: as many digits as the point says, never fifteen. */

import i18next from 'i18next';

import type { DocNode, Json, KindSpec, PointInfo } from '../api/types';
import { kindText } from '../i18n';

const SIGNIFICANT = 4;

export function formatNumber(value: number | null | undefined, digits?: number | null): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (digits !== null && digits !== undefined) return value.toFixed(Math.min(digits, 12));
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) return value.toExponential(2);
  const places = Math.max(0, SIGNIFICANT - 1 - Math.floor(Math.log10(size || 1)));
  return String(Number(value.toFixed(Math.min(places, 8))));
}

/** A point's value: its label where it has one ("off"), else the number. */
export function formatValue(value: number | null, point?: PointInfo): string {
  const label = value === null ? undefined : point?.labels?.[String(value)];
  return label ?? formatNumber(value, point?.digits);
}

export function clockTime(iso: string, withSeconds = true): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '–';
  const options = { hour: '2-digit', minute: '2-digit', hour12: false } as const;
  return time.toLocaleTimeString('en-GB', withSeconds ? { ...options, second: '2-digit' } : options);
}

export function dateTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '–';
  const day = time.toLocaleDateString(i18next.language === 'zh' ? 'zh-CN' : 'en-GB', {
    day: 'numeric',
    month: 'short',
  });
  return `${day} ${clockTime(iso, false)}`;
}

/** The day alone: "Sun 22 Nov". */
export function formatDay(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  const parts = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return time.toLocaleDateString(i18next.language === 'zh' ? 'zh-CN' : 'en-GB', parts);
}

/** Below one a second, per minute; below one a minute, per hour. */
export function formatRate(perSecond: number | undefined): string {
  if (!perSecond) return '';
  if (perSecond >= 0.95)
    return `${formatNumber(perSecond, perSecond < 9.5 && perSecond % 1 > 0.05 ? 1 : 0)}/s`;
  if (perSecond * 60 >= 0.95) return `${Math.round(perSecond * 60)}/min`;
  return `${Math.max(1, Math.round(perSecond * 3600))}/h`;
}

export function formatDuration(seconds: number): string {
  const units = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  if (seconds === 0) return '0 s';
  if (seconds < 1) return `${formatNumber(seconds * 1000)} ms`;
  for (const [size, unit] of units)
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  return `${formatNumber(seconds)} s`;
}

/** The setting that tells most, for the node's second row. */
export function summaryOf(
  spec: KindSpec | undefined,
  node: DocNode,
  connections: Record<string, string> = {},
): string {
  const field = spec?.summary_field;
  if (!spec || !field) return kindText(spec?.title);
  const value = node.config[field];
  const schema = spec.config.properties?.[field];
  if (Array.isArray(value))
    return value.length === 1 && typeof value[0] === 'string'
      ? value[0]
      : i18next.t('editor:rows', { count: value.length });
  if (value === null || value === undefined || value === '') return kindText(spec.title);
  if (schema?.['x-widget'] === 'connection') return connections[String(value)] ?? String(value);
  if (schema?.['x-widget'] === 'duration') return formatDuration(Number(value));
  if (typeof value === 'object') return kindText(spec.title);
  const text = typeof value === 'string' ? firstLine(value) : String(value);
  const unit = schema?.['x-unit'];
  return unit && unit !== 'of input' && typeof value === 'number'
    ? `${text} ${unit}`
    : kindText(schema?.['x-titles']?.[text] ?? text);
}

/** Of a formula, the right side says more than the name it gives. */
function firstLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() && !part.trim().startsWith('#')) ?? '';
  return line.includes('=') && !/[<>=!]=/.test(line) ? (line.split('=')[1] ?? line).trim() : line.trim();
}

/** Any setting as one short text, for lists of differences. */
export function settingText(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}
