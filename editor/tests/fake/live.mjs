// What the WebSocket sends: values four times a second, status once a second.

import { points } from './flows.mjs';

const byName = new Map(points.map((p) => [p.name, p]));
const WATCHED = { plc: 'P1.flow', level: 'T1.level', turbidity: 'AT-301', filter: 'T1.level', power: 'P1.power', gas: 'F1.co', mass: 'F1.carbon' };

export function event(kind, point, data) {
  return { time: new Date().toISOString(), kind, point, data, id: Math.random().toString(16).slice(2), trace: 'b7' };
}

export function sample(name) {
  const point = byName.get(name) ?? points[0];
  const noise = 1 + (Math.random() - 0.5) / 50;
  return { ...point.last, time: new Date().toISOString(), value: point.last.value * noise };
}

// The last 40 s of some points, a sample a second; the last point is bad for a while.
export function trail(some) {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return Array.from({ length: 40 }, (_, i) => some.map((p, k) => ({ time: new Date(now - (39 - i) * 1000).toISOString(), point: p.name, value: p.last.value * (1 + Math.sin((now / 1000 - 39 + i) / (5 + k)) / 20), quality: k === some.length - 1 && i > 12 && i < 20 ? 'bad' : 'good', reason: null }))).flat();
}

export const alarmEvent = () => event('alarm.active', 'P1.flow', { level: 'H', was: null, status: 'unack', value: 121.6, limit: 120, priority: 'serious', message: 'Discharge flow P1 H: 121.6 m³/h', user: null, comment: null, active_since: new Date().toISOString() });

export function values(document) {
  const all = {};
  if (document.id.startsWith('many-'))
    for (const { from } of document.wires) all[from.join('/')] = { carries: 'samples', ...sample('T1.level'), points: 1, rate: 2 };
  for (const [id] of Object.entries(document.nodes)) {
    if (!WATCHED[id]) continue;
    const s = sample(WATCHED[id]);
    all[`${id}/samples`] = { carries: 'samples', ...s, points: id === 'plc' ? 5 : 1, rate: id === 'plc' ? 24 : 2 };
  }
  if (document.nodes.limits) all['limits/events'] = { carries: 'events', event: alarmEvent(), count: 3 };
  if (document.nodes.stale) all['stale/events'] = { carries: 'events', event: { ...alarmEvent(), data: { ...alarmEvent().data, level: null, priority: 'moderate' } }, count: 1 };
  return all;
}

export function status(document) {
  const nodes = {};
  for (const id of Object.keys(document.nodes)) {
    const bad = id === 'order';
    nodes[id] = { status: bad ? 'error' : id === 'turbidity' ? 'warn' : ['trigger', 'standby', 'qc'].includes(id) ? 'idle' : 'ok', in: 1200, out: 1180, rate: { plc: 24, limits: 18, power: 6, level: 2, filter: 2 }[id] ?? 0, errors: bad ? 4 : 0, last_error: bad ? '503, retry in 12 s' : null, detail: null };
  }
  return nodes;
}
