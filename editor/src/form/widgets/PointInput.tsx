import { Combobox, useCombobox } from '@mantine/core';
import { type KeyboardEventHandler, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PointInfo } from '../../api/types';
import { Value } from '../../components/Value';
import { searchPoints } from '../../store/points';

interface Props {
  id?: string;
  value: string;
  label?: string;
  className?: string;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
  /** "row:column" in a table. */
  place?: string;
  onChange: (name: string) => void;
  onLeave?: () => void;
  onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}

/** A point's name with what the directory knows; any other text may be typed. */
export function PointInput(props: Props) {
  const { t } = useTranslation('form');
  const { value, onChange } = props;
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const found = useSearch(value, box.dropdownOpened);
  return (
    <Combobox
      store={box}
      position="bottom-start"
      width={280}
      onOptionSubmit={(name) => {
        onChange(name);
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <input
          id={props.id}
          className={props.className ?? 'inp'}
          value={value}
          disabled={props.disabled}
          aria-label={props.label}
          aria-invalid={props.invalid || undefined}
          aria-describedby={props.describedBy}
          data-cell={props.place}
          spellCheck={false}
          autoComplete="off"
          placeholder={t('point.placeholder')}
          onChange={(event) => {
            onChange(event.target.value);
            box.openDropdown();
          }}
          onClick={() => box.openDropdown()}
          onKeyDown={(event) =>
            !(box.dropdownOpened && /^(Arrow|Enter|Escape)/.test(event.key)) && props.onKeyDown?.(event)
          }
          onBlur={() => {
            box.closeDropdown();
            props.onLeave?.();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={found.length === 0}>
        <Combobox.Options className="point-options">
          {found.map((point) => (
            <Combobox.Option key={point.name} value={point.name}>
              <PointOption point={point} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function PointOption({ point }: { point: PointInfo }) {
  return (
    <span className="point-option">
      <span>
        {point.name}
        <small>{point.description}</small>
      </span>
      <span className="num">
        {point.last ? (
          <Value sample={point.last} unit={point.unit} look={point} />
        ) : (
          <span className="u">{point.unit}</span>
        )}
      </span>
    </span>
  );
}

function useSearch(text: string, open: boolean): PointInfo[] {
  const [found, setFound] = useState<PointInfo[]>([]);
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void searchPoints(text, 20, stop.signal).then((points) => !stop.signal.aborted && setFound(points));
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, open]);
  return found;
}
