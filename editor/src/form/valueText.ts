import i18next from 'i18next';

import type { Json } from '../api/types';
import { formatDuration, settingText } from '../flow/format';
import type { Field } from './schema';
import { choiceText } from './widgets/Choice';

/** A setting as its field shows it: choices by their names, durations with a unit, switches as yes and no. */
export function valueText(field: Field | undefined, value: Json | undefined): string {
  if (typeof value === 'boolean') return i18next.t(value ? 'form:yes' : 'form:no');
  if (field?.widget === 'duration' && typeof value === 'number') return formatDuration(value);
  if (field?.widget === 'choice' && field.choices.includes(value as Json))
    return choiceText(field, value as Json);
  return settingText(value);
}

/** The same, and after a number its unit; a duration has one of its own. */
export function valueInUnit(field: Field, value: Json): string {
  const text = valueText(field, value);
  const bare = field.unit && typeof value === 'number' && field.widget !== 'duration';
  return bare ? `${text} ${field.unit}` : text;
}
