import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { formatDuration } from '../../flow/format';
import { useForm } from '../context';
import { parseCell } from '../parse';
import type { Field } from '../schema';
import type { WidgetProps } from './widget';

/** Numbers and durations: what is typed stays as typed until the field is left; "15 min" is understood. */
export function Numeric({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const unreadable = typed !== null && parseCell(field, typed) === undefined;
  const type = (text: string) => {
    setTyped(text);
    const parsed = parseCell(field, text);
    if (parsed !== undefined) form.change(path, parsed);
  };
  const leave = () => {
    setTyped(null);
    form.leave();
  };
  return (
    <>
      <span className="inp narrow" data-invalid={invalid || unreadable || undefined}>
        <input
          id={id}
          inputMode="decimal"
          value={typed ?? shown(field, value)}
          disabled={form.disabled}
          aria-invalid={invalid || unreadable || undefined}
          aria-describedby={describedBy}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && leave()}
          onBlur={leave}
        />
        {field.unit && field.widget !== 'duration' && <span className="u">{field.unit}</span>}
      </span>
      {unreadable && (
        <p className="field-error" role="alert">
          {t(field.widget === 'duration' ? 'notDuration' : field.integer ? 'notInteger' : 'notNumber')}
        </p>
      )}
    </>
  );
}

export function shown(field: Field, value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (field.widget === 'duration' && typeof value === 'number') return formatDuration(value);
  return String(value);
}
