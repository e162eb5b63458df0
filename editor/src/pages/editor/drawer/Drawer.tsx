import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { Tabs } from '../../../look/Tabs';
import { useGrip } from '../../../look/useGrip';
import { useEditor } from '../../../store';
import type { DrawerTab } from '../../../store/uiSlice';
import { Differences } from '../deploy/Differences';
import { JsonDifference } from '../deploy/JsonDifference';
import { TracesTab } from '../traces/TracesTab';
import { LiveTab } from './LiveTab';
import { Problems } from './Problems';
import { useProblems } from './useProblems';
import { Versions } from './Versions';

const LEAST = 96;

/** Below the canvas: problems, live values, versions; while deploying or comparing, the differences. */
export function Drawer() {
  const { t } = useTranslation('editor');
  const open = useEditor((state) => state.drawerOpen);
  const tab = useEditor((state) => state.drawerTab);
  const height = useEditor((state) => state.drawerHeight);
  const deploying = useEditor((state) => state.deploying);
  const comparing = useEditor((state) => state.comparing);
  const setUi = useEditor((state) => state.setUi);
  const problems = useProblems().length;
  const names: DrawerTab[] = comparing
    ? ['differences', 'json', 'problems']
    : deploying
      ? ['differences', 'problems']
      : ['problems', 'live', 'traces', 'versions'];
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
        <div
          className="drawer-body"
          role="tabpanel"
          aria-label={t(`drawer.${now}`)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it.
          tabIndex={0}
        >
          {now === 'problems' && <Problems />}
          {now === 'live' && <LiveTab />}
          {now === 'traces' && <TracesTab />}
          {now === 'versions' && <Versions />}
          {now === 'differences' && <Differences />}
          {now === 'json' && comparing && <JsonDifference {...comparing} />}
        </div>
      )}
    </section>
  );
}

/** The upper edge. */
function Grip() {
  const { t } = useTranslation('editor');
  const size = useEditor((state) => state.drawerHeight);
  const setUi = useEditor((state) => state.setUi);
  const grip = useGrip({
    axis: 'y',
    label: t('drawer.resize'),
    size,
    least: LEAST,
    most: () => window.innerHeight * 0.7,
    onSize: (drawerHeight) => setUi({ drawerHeight, drawerOpen: true }),
  });
  return <div className="grip" {...grip} />;
}
