import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useForm } from '../context';
import type { WidgetProps } from './widget';

/** Write-only: what is stored is never shown; typing replaces it. */
export function Secret({ id, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const isSet = typeof value === 'object' && value !== null && !Array.isArray(value) && value['set'] === true;
  const [replacing, setReplacing] = useState(false);
  if (isSet && !replacing)
    return (
      <span className="secret-set">
        <span className="mut">{t('secret.set')}</span>
        <button type="button" className="btn sm" disabled={form.disabled} onClick={() => setReplacing(true)}>
          {t('secret.replace')}
        </button>
      </span>
    );
  return (
    <input
      id={id}
      className="inp"
      type="password"
      autoComplete="new-password"
      value={typeof value === 'string' ? value : ''}
      disabled={form.disabled}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => form.change(path, event.target.value)}
      onBlur={form.leave}
    />
  );
}
