import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { Tabs } from '../../../look/Tabs';
import { useEditor } from '../../../store';
import type { DrawerTab } from '../../../store/uiSlice';
import { Differences } from '../deploy/Differences';
import { LiveTab } from './LiveTab';
import { Problems } from './Problems';
import { useProblems } from './useProblems';
import { Versions } from './Versions';

const LEAST = 96;
const STEP = 24;

/** Below the canvas: problems, live values, versions; while deploying, the differences. */
export function Drawer() {
  const { t } = useTranslation('editor');
  const open = useEditor((state) => state.drawerOpen);
  const tab = useEditor((state) => state.drawerTab);
  const height = useEditor((state) => state.drawerHeight);
  const deploying = useEditor((state) => state.deploying);
  const setUi = useEditor((state) => state.setUi);
  const problems = useProblems().length;
  const names: DrawerTab[] = deploying ? ['differences', 'problems'] : ['problems', 'live', 'versions'];
  const now = names.includes(tab) ? tab : (names[0] as DrawerTab);
  return (
    <section className="drawer" aria-label={t('drawer.label')} style={{ height: open ? height : 37 }}>
      <Grip />
      <Tabs
        label={t('drawer.label')}
        tabs={names.map((name) => ({
          name,
          text: t(`drawer.${name}`),
          count: name === 'problems' ? problems : undefined,
        }))}
        value={now}
        onChange={(name) => setUi({ drawerTab: name, drawerOpen: true })}
      >
        <span className="sp" />
        <button
          type="button"
          className="btn ghost icon sm"
          aria-expanded={open}
          aria-label={open ? t('drawer.close') : t('drawer.open')}
          title={open ? t('drawer.close') : t('drawer.open')}
          onClick={() => setUi({ drawerOpen: !open })}
        >
          <Icon name={open ? 'down' : 'up'} />
        </button>
      </Tabs>
      {open && (
        <div className="drawer-body" role="tabpanel">
          {now === 'problems' && <Problems />}
          {now === 'live' && <LiveTab />}
          {now === 'versions' && <Versions />}
          {now === 'differences' && <Differences />}
        </div>
      )}
    </section>
  );
}

/** The upper edge: dragged, or moved with the arrow keys. */
function Grip() {
  const { t } = useTranslation('editor');
  const height = useEditor((state) => state.drawerHeight);
  const setUi = useEditor((state) => state.setUi);
  const from = useRef<{ y: number; height: number } | null>(null);
  const most = () => window.innerHeight * 0.7;
  const set = (wanted: number) =>
    setUi({ drawerHeight: Math.round(Math.max(LEAST, Math.min(most(), wanted))), drawerOpen: true });
  const onMove = (event: PointerEvent) =>
    from.current && set(from.current.height + from.current.y - event.clientY);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.stopPropagation();
    event.preventDefault();
    set(height + (event.key === 'ArrowUp' ? STEP : -STEP));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>.
    <div
      className="grip"
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('drawer.resize')}
      aria-valuenow={height}
      tabIndex={0}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        from.current = { y: event.clientY, height };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onMove}
      onPointerUp={() => {
        from.current = null;
      }}
    />
  );
}
