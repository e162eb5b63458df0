// One trace of the pump station as the server tells it: an alarm, a text, a work order that is refused, and its result.

const began = Date.now() - 6e5;
const id = (n) => String(n).padStart(32, '5e1c4a02');
const at = (ms) => new Date(began + ms).toISOString().replace('Z', `${String(Math.round((ms % 1) * 1e6)).padStart(6, '0')}Z`);
const event = (n, ms, kind, data) => ({ time: at(ms), kind, point: 'P1.flow', data, id: id(n) });
const alarm = event(1, 0, 'alarm.active', { level: 'H', value: 121.6, limit: 120, unit: 'm³/h', priority: 'serious', message: 'Discharge flow P1 H: 121.6 m³/h', conditions: { 'T1.level': 62.3, mode: 'auto', quality: 'good' } });
const text = event(2, 0.3, 'text', { text: 'P1.flow is too high: 121.6 m³/h' });
const order = event(3, 0.9, 'mqtt.publish', { topic: 'cmms/orders', payload: '{"point":"P1.flow"}' });
const done = event(4, 3060, 'action.failed', { error: '503 Service Unavailable', attempts: 2, effect: id(3) });
const out = (port, one) => ({ port, event: one });
const step = (node, port, ms, took, input, outputs, error = '') => ({ flow: 'pump-station', node, port, time: at(ms), ms: took, input, outputs, error });

const steps = [
  step('limits', 'samples', 0, 0.21, null, [out('events', alarm)]),
  step('notify', 'events', 0.3, 0.4, alarm, [out('events', text)]),
  step('order', 'events', 0.9, 0.12, alarm, [out('effect', order)]),
  step('order', '@attempt', 12, 1040, order, [], '503 Service Unavailable'),
  step('order', '@attempt', 2040, 980, order, [], '503 Service Unavailable'),
  step('order', '@result', 3060, 0.05, done, []),
];
const trace = (n, minutes, outcome, error, ms, count) => ({ id: id(n), flow: 'pump-station', node: 'limits', kind: 'alarm.active', point: n % 2 ? 'P1.flow' : 'P1.bearing', time: new Date(began - minutes * 6e4).toISOString(), outcome, error, duration_ms: ms, busy_ms: ms / 10, steps: count });
const traces = [trace(1, 0, 'failed', '503 Service Unavailable', 3060.05, 6), ...[9, 40, 95, 400, 1500, 1720, 1900].map((minutes, i) => trace(10 + i, minutes, ['action', 'alarm', 'ok'][i % 3], '', 900 * (i + 1), 4))];

export const page = (outcome) => ({ traces: traces.filter((one) => !outcome || one.outcome === outcome), next: null });
export const whole = (wanted) => ({ flows: [traces.find((one) => one.id === wanted) ?? traces[0]], versions: { 'pump-station': wanted === id(1) ? 40 : 41 }, steps, truncated: false });
