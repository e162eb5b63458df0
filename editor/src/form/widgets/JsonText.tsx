import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json } from '../../api/types';
import { useForm } from '../context';
import type { WidgetProps } from './widget';

/** For settings of a form nobody foresaw: JSON, taken over when it can be read. */
export function JsonText({ id, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && read(typed) === undefined;
  const type = (text: string) => {
    setTyped(text);
    const parsed = read(text);
    if (parsed !== undefined) form.change(path, parsed);
  };
  return (
    <>
      <textarea
        id={id}
        className="inp mono"
        rows={4}
        value={typed ?? JSON.stringify(value ?? null, null, 2)}
        disabled={form.disabled}
        aria-invalid={invalid || wrong || undefined}
        aria-describedby={describedBy}
        onChange={(event) => type(event.target.value)}
        onBlur={() => {
          setTyped(null);
          form.leave();
        }}
      />
      {wrong && (
        <p className="field-error" role="alert">
          {t('notJson')}
        </p>
      )}
    </>
  );
}

function read(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
