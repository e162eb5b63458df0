import { useTranslation } from 'react-i18next';

import { Icon } from '../../look/Icon';
import type { PointFields } from './editing';

type List = PointFields['labels'];

interface Props {
  labels: List;
  disabled: boolean;
  error: string | null;
  onChange: (labels: List) => void;
}

/** Words for values: 0 is "off". */
export function Labels({ labels, disabled, error, onChange }: Props) {
  const { t } = useTranslation('points');
  const set = (row: number, part: Partial<List[number]>) =>
    onChange(labels.map((label, i) => (i === row ? { ...label, ...part } : label)));
  return (
    <fieldset className="plain field pt-labels" disabled={disabled}>
      <legend className="label">{t('labels.title')}</legend>
      {labels.map((label, row) => (
        <div key={row}>
          <input
            className="inp num"
            aria-label={t('labels.value', { row: row + 1 })}
            value={label.value}
            onChange={(event) => set(row, { value: event.target.value })}
          />
          <input
            className="inp"
            aria-label={t('labels.text', { row: row + 1 })}
            value={label.text}
            onChange={(event) => set(row, { text: event.target.value })}
          />
          <button
            type="button"
            className="btn ghost icon"
            aria-label={t('labels.remove', { row: row + 1 })}
            onClick={() => onChange(labels.filter((_, i) => i !== row))}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <button
        type="button"
        className="btn sm"
        onClick={() => onChange([...labels, { value: String(labels.length), text: '' }])}
      >
        <Icon name="plus" small />
        {t('labels.add')}
      </button>
    </fieldset>
  );
}
