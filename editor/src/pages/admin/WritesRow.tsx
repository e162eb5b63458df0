import { useTranslation } from 'react-i18next';

import type { Connection } from '../../api/types';
import { Icon } from '../../look/Icon';
import type { RowErrors, WriteRow } from './allowedWrites';

interface Props {
  number: number;
  row: WriteRow;
  errors: RowErrors;
  connections: Connection[];
  onChange: (part: Partial<WriteRow>) => void;
  onRemove: () => void;
}

const TEXTS = ['point', 'low', 'high', 'max_rate'] as const;

export function WritesRow({ number, row, errors, connections, onChange, onRemove }: Props) {
  const { t } = useTranslation('admin');
  const names = { point: 'point', low: 'low', high: 'high', max_rate: 'rate' } as const;
  const known = connections.some((one) => one.id === row.connection);
  const label = (field: string) => t('writes.cell', { field, number });
  const error = (field: keyof WriteRow) =>
    errors[field] && (
      <p className="field-error" role="alert">
        {t(errors[field] as 'writes.error.point')}
      </p>
    );
  return (
    <tr>
      <td>
        <select
          className="inp"
          aria-label={label(t('writes.connection'))}
          aria-invalid={errors.connection ? true : undefined}
          value={row.connection}
          onChange={(event) => onChange({ connection: event.target.value })}
        >
          <option value="">{t('writes.choose')}</option>
          {!known && row.connection && <option value={row.connection}>{row.connection}</option>}
          {connections.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name || one.id}
            </option>
          ))}
        </select>
        {error('connection')}
      </td>
      {TEXTS.map((field) => (
        <td key={field}>
          <input
            className={field === 'point' ? 'inp' : 'inp num'}
            aria-label={label(t(`writes.${names[field]}`))}
            aria-invalid={errors[field] ? true : undefined}
            placeholder={field === 'max_rate' ? t('writes.noRate') : undefined}
            value={row[field]}
            onChange={(event) => onChange({ [field]: event.target.value })}
          />
          {error(field)}
        </td>
      ))}
      <td>
        <button
          type="button"
          className="btn ghost icon"
          aria-label={t('writes.removeRow', { number })}
          onClick={onRemove}
        >
          <Icon name="x" />
        </button>
      </td>
    </tr>
  );
}
