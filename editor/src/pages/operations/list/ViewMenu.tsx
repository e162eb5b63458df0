import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { COLUMNS, type Column, FIXED, GROUPINGS, type Grouping, useView } from '../view';

/** Columns, height of the rows, groups. */
export function ViewMenu() {
  const { t } = useTranslation('operations');
  const [open, setOpen] = useState(false);
  const { comfortable, grouping, without, set } = useView();
  const flip = (column: Column) =>
    set({
      without: without.includes(column) ? without.filter((one) => one !== column) : [...without, column],
    });
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="btn icon"
          aria-label={t('view.title')}
          title={t('view.title')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="cols" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('view.title')} className="al-menu">
        <Tick
          label={t('view.comfortable')}
          on={comfortable}
          flip={() => set({ comfortable: !comfortable })}
        />
        <label className="field">
          <span className="label">{t('view.grouped')}</span>
          <select
            className="inp"
            value={grouping}
            onChange={(event) => set({ grouping: event.target.value as Grouping })}
          >
            {GROUPINGS.map((one) => (
              <option key={one} value={one}>
                {t(`view.by.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <h3 className="label">{t('view.columns')}</h3>
        {COLUMNS.filter((column) => !FIXED.includes(column)).map((column) => (
          <Tick
            key={column}
            label={t(`column.${column}`)}
            on={!without.includes(column)}
            flip={() => flip(column)}
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

export function Tick({ label, on, flip }: { label: string; on: boolean; flip: () => void }) {
  return (
    <label className="al-tick">
      <input type="checkbox" className="check" checked={on} onChange={flip} />
      {label}
    </label>
  );
}
