import { useEffect } from 'react';

import { api, path } from '../../../api/client';
import type { LiveValue, NodeLast, Sample } from '../../../api/types';
import { blockAt, isPortKind } from '../../../flow/blockView';
import { useEditor } from '../../../store';
import { seenValues } from '../../../store/seen';

const EVERY = 2000;
const MOST = 24;

/** While one device is chosen, the wires of the open block show the newest samples of its points. */
export function useDeviceValues(): void {
  const device = useEditor((state) => state.device);
  const scope = useEditor((state) => state.scope);
  useEffect(() => {
    if (device === null || scope.length === 0) return;
    let gone = false;
    const ask = () => void read(device, scope).then((values) => !gone && useEditor.setState(values));
    ask();
    const timer = setInterval(ask, EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
      const { allValues, root, scope: now } = useEditor.getState();
      useEditor.setState({ deviceValues: {}, values: seenValues(allValues, root, now) });
    };
  }, [device, scope]);
}

async function read(device: string, scope: readonly string[]) {
  const { root, document } = useEditor.getState();
  const ids = Object.entries(document?.nodes ?? {}).filter(([, node]) => !isPortKind(node.kind));
  const pattern = (root && blockAt(root, scope)?.device_points) || '{device}.*';
  const isOwn = belongs(pattern.replace('{device}', device));
  const found: Record<string, LiveValue> = {};
  await Promise.all(
    ids.slice(0, MOST).map(async ([id]) => {
      const at = path`/flows/${root?.id ?? ''}/nodes/${[...scope, id].join('/')}/last`;
      const last = await api.get<NodeLast>(at).catch(() => null);
      for (const [port, of] of Object.entries(last?.ports ?? {})) {
        const own = of.carries === 'samples' ? of.samples.filter((sample) => isOwn(sample.point)) : [];
        const newest = own.reduce<Sample | null>((a, b) => (a && a.time > b.time ? a : b), null);
        if (newest) found[`${id}/${port}`] = { carries: 'samples', ...newest, points: 1, rate: 0 };
      }
    }),
  );
  const { values } = useEditor.getState();
  return { deviceValues: found, values: { ...values, ...found } };
}

/** Whether a point is one of a pattern with `*` and `?`. */
export function belongs(pattern: string): (point: string) => boolean {
  const plain = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const known = new RegExp(`^${plain}$`);
  return (point) => known.test(point);
}
