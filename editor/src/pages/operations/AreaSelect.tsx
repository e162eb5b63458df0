import { useTranslation } from 'react-i18next';

import { useAreas } from './useAlarmRows';

interface Props {
  /** "" for all. */
  value: string;
  onChange: (area: string) => void;
}

/** An area of the plant, with what lies below it; nothing to choose where no point has one. */
export function AreaSelect({ value, onChange }: Props) {
  const { t } = useTranslation('operations');
  const areas = useAreas();
  if (areas.length === 0 && !value) return null;
  return (
    <select
      className="inp al-area"
      aria-label={t('filter.area')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{t('filter.allAreas')}</option>
      {[...new Set([...areas, value])].filter(Boolean).map((area) => (
        <option key={area}>{area}</option>
      ))}
    </select>
  );
}
