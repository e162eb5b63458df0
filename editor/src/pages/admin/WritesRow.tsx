import { useTranslation } from 'react-i18next';

import type { Connection } from '../../api/types';
import { Icon } from '../../look/Icon';
import { type RowErrors, TYPED, type WriteRow } from './allowedWrites';
import { Choice } from './WritesChoice';

interface Props {
  number: number;
  row: WriteRow;
  errors: RowErrors;
  connections: Connection[];
  onChange: (part: Partial<WriteRow>) => void;
  onRemove: () => void;
}

const HINTS = { address: 'writes.example', max_rate: 'writes.noRate' } as const;
const isText = (field: string) => field === 'point' || field === 'address';

export function WritesRow({ number, row, errors, connections, onChange, onRemove }: Props) {
  const { t } = useTranslation('admin');
  const known = connections.some((one) => one.id === row.connection);
  const gone = known || !row.connection ? [] : [{ id: row.connection, name: '' }];
  const label = (field: keyof WriteRow) => {
    const column = field === 'max_rate' ? 'rate' : field;
    return t('writes.cell', { field: t(`writes.${column}`), number });
  };
  const error = (field: keyof WriteRow) =>
    errors[field] && (
      <p className="field-error" role="alert">
        {t(errors[field] as 'writes.error.point')}
      </p>
    );
  return (
    <tr>
      <td>
        <Choice
          label={label('connection')}
          wrong={!!errors.connection}
          value={row.connection}
          options={[
            ['', t('writes.choose')],
            ...[...gone, ...connections].map((one): [string, string] => [one.id, one.name || one.id]),
          ]}
          onChoose={(connection) => onChange({ connection })}
        />
        {error('connection')}
      </td>
      {TYPED.map((field) => (
        <td key={field}>
          <input
            className={isText(field) ? 'inp' : 'inp num'}
            aria-label={label(field)}
            aria-invalid={errors[field] ? true : undefined}
            placeholder={field in HINTS ? t(HINTS[field as keyof typeof HINTS]) : undefined}
            value={row[field]}
            onChange={(event) => onChange({ [field]: event.target.value })}
          />
          {error(field)}
        </td>
      ))}
      <td>
        <Choice
          label={label('outside')}
          value={row.outside}
          options={[
            ['refuse', t('writes.refuse')],
            ['clamp', t('writes.clamp')],
          ]}
          onChoose={(outside) => onChange({ outside })}
        />
      </td>
      <td>
        <Choice
          label={label('mode')}
          value={row.mode}
          options={[
            ['auto', t('writes.auto')],
            ['simulation', t('writes.simulation')],
          ]}
          onChoose={(mode) => onChange({ mode })}
        />
      </td>
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
