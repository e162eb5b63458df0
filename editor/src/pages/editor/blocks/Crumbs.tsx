import { useTranslation } from 'react-i18next';

import type { FlowDocument } from '../../../api/types';
import { blockAt } from '../../../flow/blockView';
import { devicesOf } from '../../../flow/parameters';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { addPort, leaveBlock } from './actions';
import { useDeviceValues } from './useDeviceValues';

/** Above the canvas of an open block: the way back, which device is shown, and new ports. */
export function Crumbs() {
  const { t } = useTranslation('blocks');
  const root = useEditor((state) => state.root);
  const scope = useEditor((state) => state.scope);
  const enter = useEditor((state) => state.enter);
  const readOnly = useEditor((state) => state.readOnly);
  useDeviceValues();
  if (!root || scope.length === 0) return null;
  return (
    <nav className="crumbs" aria-label={t('crumbs')}>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('back')}
        title={t('back')}
        onClick={leaveBlock}
      >
        <Icon name="prev" small />
      </button>
      <button type="button" className="btn ghost sm" onClick={() => enter([])}>
        {root.name || root.id}
      </button>
      {scope.map((_, i) => (
        <span key={scope.slice(0, i + 1).join('/')}>
          <span className="mut" aria-hidden="true">
            ›
          </span>
          <button
            type="button"
            className="btn ghost sm"
            aria-current={i === scope.length - 1 ? 'page' : undefined}
            onClick={() => enter(scope.slice(0, i + 1))}
          >
            {nameAt(root, scope.slice(0, i + 1))}
          </button>
        </span>
      ))}
      <span className="sp" />
      <Devices root={root} scope={scope} />
      {!readOnly && (
        <>
          <Add side="in" carries="samples" />
          <Add side="in" carries="events" />
          <Add side="out" carries="samples" />
          <Add side="out" carries="events" />
        </>
      )}
    </nav>
  );
}

const nameAt = (root: FlowDocument, scope: readonly string[]): string => {
  const block = blockAt(root, scope);
  return block?.name || block?.id || (scope.at(-1) ?? '');
};

/** Whose values are shown on the wires; of a table of devices one is chosen. */
function Devices({ root, scope }: { root: FlowDocument; scope: readonly string[] }) {
  const { t } = useTranslation('blocks');
  const device = useEditor((state) => state.device);
  const setUi = useEditor((state) => state.setUi);
  const devices = devicesOnWay(root, scope);
  if (devices.length === 0) return null;
  return (
    <label className="crumbs-device">
      {t('deviceShown')}
      <select
        className="inp sm"
        value={device ?? ''}
        onChange={(event) => setUi({ device: event.target.value || null })}
      >
        <option value="">{t('anyDevice')}</option>
        {devices.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A table of devices stands at most once on the way in. */
export function devicesOnWay(root: FlowDocument, scope: readonly string[]): string[] {
  let nodes = root.nodes;
  for (const [i, id] of scope.entries()) {
    const devices = devicesOf(nodes[id]?.config ?? {});
    if (devices.length) return devices;
    nodes = blockAt(root, scope.slice(0, i + 1))?.nodes ?? {};
  }
  return [];
}

function Add({ side, carries }: { side: 'in' | 'out'; carries: 'samples' | 'events' }) {
  const { t } = useTranslation('blocks');
  const title = t(`port.${side}.${carries}`);
  return (
    <button type="button" className="btn ghost sm" title={title} onClick={() => addPort(side, carries)}>
      <Icon name="plus" small /> {title}
    </button>
  );
}
