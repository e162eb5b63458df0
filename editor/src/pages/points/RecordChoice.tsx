import { useTranslation } from 'react-i18next';

interface Props {
  value: boolean | null;
  disabled: boolean;
  onChange: (record: boolean | null) => void;
}

const CHOICES = [
  { name: 'asNode', value: null },
  { name: 'on', value: true },
  { name: 'off', value: false },
] as const;

/** Whether the samples of the point go to the history: as its node says, in any case, or never. */
export function RecordChoice({ value, disabled, onChange }: Props) {
  const { t } = useTranslation('points');
  return (
    <div className="field">
      <span className="label" id="point-record">
        {t('record.title')}
      </span>
      <div className="seg fill" role="radiogroup" aria-labelledby="point-record">
        {CHOICES.map(({ name, value: own }) => (
          // biome-ignore lint/a11y/useSemanticElements: a segmented switch is drawn with buttons.
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={value === own}
            disabled={disabled}
            onClick={() => onChange(own)}
          >
            {t(`record.${name}`)}
          </button>
        ))}
      </div>
      <p className="field-help">
        {t(`record.help.${CHOICES.find((one) => one.value === value)?.name ?? 'asNode'}`)}
      </p>
    </div>
  );
}
