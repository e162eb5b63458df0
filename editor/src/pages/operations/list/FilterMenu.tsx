import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keyOf } from '../../../components/keyOf';
import { Icon } from '../../../look/Icon';
import { forgetFilter, savedFilters, saveFilter, useFilter } from '../filter';
import { useDevices } from '../useAlarmRows';

/** The flow, the device, and filters that one has saved by name. */
export function FilterMenu({ flowNames }: { flowNames: Record<string, string> }) {
  const { t } = useTranslation('operations');
  const [open, setOpen] = useState(false);
  const { filter, change } = useFilter();
  const devices = useDevices();
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="btn"
          aria-expanded={open}
          aria-pressed={filter.flow !== '' || filter.device !== ''}
          onClick={() => setOpen(!open)}
        >
          <Icon name="funnel" />
          {t('filter.menu')}
          <Icon name="down" small />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('filter.menu')} className="al-menu">
        <label className="field">
          <span className="label">{t('filter.flow')}</span>
          <select
            className="inp"
            value={filter.flow}
            onChange={(event) => change({ flow: event.target.value })}
          >
            <option value="">{t('filter.allFlows')}</option>
            {Object.entries(flowNames).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {(devices.length > 0 || filter.device) && (
          <label className="field">
            <span className="label">{t('filter.device')}</span>
            <select
              className="inp"
              value={filter.device}
              onChange={(event) => change({ device: event.target.value })}
            >
              <option value="">{t('filter.allDevices')}</option>
              {[...new Set([...devices, filter.device])].filter(Boolean).map((device) => (
                <option key={device}>{device}</option>
              ))}
            </select>
          </label>
        )}
        <Saved onChosen={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Saved({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation('operations');
  const { filter, change } = useFilter();
  const [saved, setSaved] = useState(savedFilters);
  const [name, setName] = useState('');
  const save = () => {
    if (!name.trim()) return;
    saveFilter(name.trim(), filter);
    setSaved(savedFilters());
    setName('');
  };
  return (
    <>
      <h3 className="label">{t('saved.title')}</h3>
      {Object.keys(saved).length === 0 && <p className="sec">{t('saved.none')}</p>}
      <ul>
        {Object.entries(saved).map(([one, its]) => (
          <li key={one}>
            <button
              type="button"
              className="link ell"
              onClick={() => {
                change(its);
                onChosen();
              }}
            >
              {one}
            </button>
            <button
              type="button"
              className="btn ghost icon sm"
              aria-label={t('saved.forget', { name: one })}
              onClick={() => {
                forgetFilter(one);
                setSaved(savedFilters());
              }}
            >
              <Icon name="x" small />
            </button>
          </li>
        ))}
      </ul>
      <div className="al-save">
        <input
          className="inp"
          aria-label={t('saved.name')}
          placeholder={t('saved.name')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => keyOf(event) === 'Enter' && save()}
        />
        <button type="button" className="btn" disabled={!name.trim()} onClick={save}>
          {t('common:save')}
        </button>
      </div>
    </>
  );
}
