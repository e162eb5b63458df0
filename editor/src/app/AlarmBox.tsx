import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { PRIORITIES } from '../api/alarms';
import { Icon } from '../look/Icon';
import { Priority } from '../look/Priority';
import { followSound, useSound } from './sound';
import { UnackedCounts } from './UnackedCounts';

/** What waits for somebody, on every page: the counts, and the sound. */
export function AlarmBox() {
  const { t } = useTranslation('sound');
  useEffect(() => followSound(), []);
  return (
    <div className="alarm-box">
      <Link href="/operations" title={t('counts')}>
        <span className="sr">{t('counts')}</span>
        <UnackedCounts size={16} />
      </Link>
      <SoundMenu />
    </div>
  );
}

function SoundMenu() {
  const { t } = useTranslation('sound');
  const [open, setOpen] = useState(false);
  const { on, priorities, sounding, blocked, set, silence } = useSound();
  const state = !on ? 'off' : blocked ? 'blocked' : 'on';
  return (
    <>
      {sounding && !blocked && (
        <button type="button" className="btn sm" onClick={silence}>
          {t('silence')}
        </button>
      )}
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
            className="btn ghost icon sm"
            aria-label={t(`state.${state}`)}
            title={t(`state.${state}`)}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name={on && !blocked ? 'sound' : 'mute'} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('title')} className="sound-menu">
          <label className="al-tick">
            <input type="checkbox" className="check" checked={on} onChange={() => set({ on: !on })} />
            {t('on')}
          </label>
          {PRIORITIES.map((priority) => (
            <label key={priority} className="al-tick">
              <input
                type="checkbox"
                className="check"
                disabled={!on}
                checked={priorities.includes(priority)}
                onChange={() =>
                  set({
                    priorities: PRIORITIES.filter((one) => priorities.includes(one) !== (one === priority)),
                  })
                }
              />
              <Priority priority={priority} size={16} /> {t(`common:priority.${priority}`)}
            </label>
          ))}
          <p className="sec">{t('help')}</p>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
