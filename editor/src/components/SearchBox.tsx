import { useTranslation } from 'react-i18next';

import { Icon } from '../look/Icon';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  width?: number;
}

/** A search field; Esc empties it. */
export function SearchBox({ label, value, onChange, width = 220 }: Props) {
  const { t } = useTranslation('pieces');
  return (
    <div className="inp search" style={{ width }}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !value) return;
          event.stopPropagation();
          onChange('');
        }}
      />
      {value && (
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={t('clear')}
          onClick={() => onChange('')}
        >
          <Icon name="x" small />
        </button>
      )}
    </div>
  );
}
