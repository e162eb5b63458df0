/** Numbers, times and ages as the plant reads them: digits as the point says, local time, short ages. */

import i18next from 'i18next';

import type { Quality } from '../api/types';
import { formatNumber } from '../flow/format';

export interface ValueLook {
  digits?: number | null;
  labels?: Record<string, string> | null;
}

/** A value as text: its label, the decimals of its point, or four significant digits. No value is a dash. */
export function formatValue(value: number | null | undefined, look: ValueLook = {}): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  const label = look.labels?.[String(value)];
  if (label) return label;
  return formatNumber(value, look.digits);
}

const two = (n: number) => String(n).padStart(2, '0');

/** "14:02:10" today, "21 Nov 14:02" on another day of this year, with the year otherwise. */
export function formatTime(iso: string | null | undefined, now = Date.now(), seconds = false): string {
  if (!iso) return '—';
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '—';
  const minute = `${two(time.getHours())}:${two(time.getMinutes())}`;
  const today = new Date(now);
  const isToday = time.toDateString() === today.toDateString();
  const clock = isToday || seconds ? `${minute}:${two(time.getSeconds())}` : minute;
  if (isToday) return clock;
  const year = time.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  const locale = i18next.language === 'zh' ? 'zh-CN' : 'en-GB';
  const day = time.toLocaleDateString(locale, { day: 'numeric', month: 'short', year });
  return `${day} ${clock}`;
}

/** "21 Nov". */
export function formatDay(iso: string): string {
  const locale = i18next.language === 'zh' ? 'zh-CN' : 'en-GB';
  return new Date(iso).toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}

export interface Age {
  days: number;
  /** Hours left over when `days` is not zero. */
  hours: number;
  /** "4:22" or "1:36:32"; what to show below one day. */
  clock: string;
}

/** How long ago a time was; never negative, because clocks of equipment may run ahead. */
export function ageOf(iso: string, now: number): Age {
  const seconds = Math.max(0, Math.floor((now - new Date(iso).getTime()) / 1000));
  const hours = Math.floor(seconds / 3600);
  const clock = `${Math.floor((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return {
    days: Math.floor(hours / 24),
    hours: hours % 24,
    clock: hours > 0 ? `${hours}:${clock.padStart(5, '0')}` : clock,
  };
}

/** The class that makes a value look like its quality; good has none. */
export function qualityClass(quality: Quality | undefined): string {
  if (quality === 'bad') return 'q-bad';
  return quality === 'uncertain' ? 'q-uncertain' : '';
}
