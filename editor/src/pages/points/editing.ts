/** What can be edited of a point, as text while it is typed and as values when it is sent. */

import type { PointInfo } from '../../api/types';

export interface PointFields {
  description: string;
  unit: string;
  area: string;
  device: string;
  low: string;
  high: string;
  digits: string;
  record: boolean | null;
  labels: { value: string; text: string }[];
}

export type PointErrors = Partial<Record<keyof PointFields, string>>;

const text = (value: number | null) => (value === null ? '' : String(value));
const MOST_DIGITS = 12;

export function fieldsOf(point: PointInfo): PointFields {
  return {
    description: point.description,
    unit: point.unit,
    area: point.area,
    device: point.device,
    low: text(point.low),
    high: text(point.high),
    digits: text(point.digits),
    record: point.record ?? null,
    labels: Object.entries(point.labels ?? {}).map(([value, label]) => ({ value, text: label })),
  };
}

const isNumber = (value: string) => value.trim() === '' || Number.isFinite(Number(value));

/** Keys of the namespace `points`, by field. */
export function errorsOf(fields: PointFields): PointErrors {
  const errors: PointErrors = {};
  if (!isNumber(fields.low)) errors.low = 'error.number';
  if (!isNumber(fields.high)) errors.high = 'error.number';
  const both = fields.low.trim() !== '' && fields.high.trim() !== '';
  if (!errors.low && !errors.high && both && Number(fields.low) >= Number(fields.high)) {
    errors.high = 'error.order';
  }
  const digits = Number(fields.digits || 0);
  if (!Number.isInteger(digits) || digits < 0 || digits > MOST_DIGITS) errors.digits = 'error.digits';
  const values = fields.labels.map((label) => label.value.trim());
  if (values.some((value) => value === '' || !isNumber(value))) errors.labels = 'error.labelValue';
  else if (new Set(values.map(Number)).size < values.length) errors.labels = 'error.labelTwice';
  return errors;
}

const number = (value: string) => (value.trim() === '' ? null : Number(value));

/** The body of PUT /api/points/{name}. */
export function bodyOf(fields: PointFields) {
  const labels = fields.labels.map(
    ({ value, text: label }) => [String(Number(value)), label.trim()] as const,
  );
  return {
    description: fields.description.trim(),
    unit: fields.unit.trim(),
    area: fields.area.trim(),
    device: fields.device.trim(),
    low: number(fields.low),
    high: number(fields.high),
    digits: number(fields.digits),
    record: fields.record,
    labels: labels.length > 0 ? Object.fromEntries(labels) : null,
  };
}
