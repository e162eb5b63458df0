// Two flows in the exact document form; the first is the pump station of the mock-up.

const node = (kind, name, config, position) => ({ kind, version: 1, name, config, position });
const wire = (from, to) => ({ from: from.split('.'), to: to.split('.') });
const flow = (id, name, nodes, wires, extra = {}) => ({ format: 'tundish.flow/1', id, name, description: '', parameters: {}, nodes, wires, groups: [], notes: [], tests: [], ...extra });
const limit = (point, ll, l, h, hh, deadband, on_delay, off_delay) => ({ point, ll, l, h, hh, deadband, on_delay, off_delay });

export const pump = flow('pump-station', 'Pump station 2', {
  plc: node('source.modbus', 'Station PLC', { connection: 'plc', interval: 1, unit: 1, registers: ['P1.flow', 'P2.flow', 'P1.bearing', 'P2.vibration', 'H1.pressure'].map((point, i) => ({ point, address: i * 2, type: 'float32', scale: 1 })) }, [16, 120]),
  level: node('source.opcua', 'Tank level', { connection: 'ua', nodes: [{ point: 'T1.level', node: 'ns=2;s=T1.level' }] }, [16, 256]),
  turbidity: node('source.mqtt', 'Turbidity meter', { connection: 'broker', topic: 'lab/turbidity', quality: 1 }, [16, 400]),
  power: node('compute.formula', 'Shaft power', { formula: 'P1.power = rho * g * P1.flow * P1.head\nP1.efficiency = P1.power / P1.input' }, [248, 80]),
  filter: node('compute.deadband', 'Level filter', { band: 0.5 }, [248, 256]),
  qc: node('qc.range', 'Turbidity QC', { materials: [{ analyte: 'turbidity', unit: 'NTU', method: 'nephelometry', target: 0.4, low: 0.3, high: 0.5 }] }, [248, 448]),
  limits: node('alarm.limit', 'Pump limits', { limits: [limit('P1.flow', 20, 35, 120, 140, 2, 15, 0), limit('P2.flow', 20, 35, 120, 140, 2, 15, 0), limit('P1.bearing', null, null, 75, 85, 1, 60, 10), limit('P2.vibration', null, null, 4.5, 7.1, 0.2, 0, 10), limit('H1.pressure', 220, 250, 480, 520, 8, 15, 0), limit('T1.level', 10, 20, 85, 95, 2, 60, 60)], bad_quality: 'hold', priority: 'serious', message: '{{ point.description }} {{ level }}: {{ value }} {{ unit }}', acknowledge: true, raise_again: 900 }, [480, 128]),
  trigger: node('compute.switch', 'Failover trigger', { cases: [{ port: 'low', when: 'data.value < 250' }] }, [480, 280]),
  stale: node('alarm.limit', 'Sensor stale', { limits: [limit('AT-301', null, null, 1, null, 0, 60, 0)] }, [480, 376]),
  notify: node('compute.template', 'Notify shift', { template: '{{ point }} {{ data.level }}' }, [712, 80]),
  order: node('action.mqtt', 'Work order', { connection: 'broker', topic: 'cmms/orders' }, [712, 160]),
  standby: node('action.write', 'Start standby', { connection: 'plc', point: 'P2.start', value: '1' }, [712, 280]),
  log: node('action.log', 'Notify I&C', { level: 'warning' }, [712, 376]),
}, [
  wire('plc.samples', 'power.samples'), wire('plc.samples', 'limits.samples'), wire('level.samples', 'filter.samples'), wire('filter.samples', 'limits.samples'), wire('power.samples', 'limits.samples'),
  wire('turbidity.samples', 'stale.samples'), wire('turbidity.events', 'qc.events'), wire('limits.events', 'notify.events'), wire('limits.events', 'order.events'), wire('trigger.low', 'standby.events'), wire('stale.events', 'log.events'),
], {
  groups: [{ id: 'g1', name: 'Failover', nodes: ['trigger', 'standby'] }],
  notes: [{ id: 'n1', text: 'Flow deadband raised to 2 % after chattering on 3 Nov. Check again after the impeller change.', position: [16, 504], size: [216, 80] }],
});

export const furnace = flow('furnace', 'Furnace off-gas', {
  gas: node('source.opcua', 'Off-gas', { connection: 'ua', nodes: [{ point: 'F1.co', node: 'ns=2;s=F1.co' }] }, [16, 96]),
  mass: node('compute.formula', 'Carbon balance', { formula: 'F1.carbon = F1.co * 12 / 28' }, [248, 96]),
  press: node('source.inject', 'Test button', { mode: 'button', point: 'inject', value: 1, payload: '' }, [16, 192]),
  watch: node('alarm.limit', 'CO limit', { limits: [limit('F1.co', null, null, 35, 50, 1, 5, 5)] }, [480, 96]),
}, [wire('gas.samples', 'mass.samples'), wire('mass.samples', 'watch.samples')]);

export const points = [
  ['P1.flow', 'Discharge flow P1', 'm³/h', 1, 121.6], ['P2.flow', 'Discharge flow P2', 'm³/h', 1, 88.2], ['P1.bearing', 'Bearing temp P1', '°C', 1, 71.8], ['P2.vibration', 'Vibration P2', 'mm/s', 2, 3.4], ['H1.pressure', 'Header pressure', 'kPa', 0, 412],
  ['T1.level', 'Tank level T1', '%', 1, 62.4], ['AT-301', 'Turbidity', 'NTU', 2, 0.42], ['P1.power', 'Shaft power P1', 'kW', 1, 12.6], ['F1.co', 'CO in off-gas', '%', 1, 28.1], ['F1.carbon', 'Carbon in off-gas', '%', 2, 12.04], ['P2.start', 'Start P2', '', 0, 0],
].map(([name, description, unit, digits, value]) => ({
  name, description, unit, digits, low: 0, high: value * 2, labels: name === 'P2.start' ? { 0: 'off', 1: 'on' } : null, area: name.slice(0, 2), device: '', owner: { flow: name.startsWith('F1') ? 'furnace' : 'pump-station', node: 'plc' }, readers: [],
  last: { time: new Date().toISOString(), point: name, value, quality: name === 'AT-301' ? 'bad' : 'good', reason: name === 'AT-301' ? 'device_failure' : null },
}));

export const connections = [
  { id: 'plc', kind: 'modbus', name: 'Station PLC', settings: { host: '127.0.0.1', port: 5020 }, status: { state: 'connected', message: 'connected to 127.0.0.1:5020' } },
  { id: 'ua', kind: 'opcua', name: 'Tank farm', settings: { url: 'opc.tcp://127.0.0.1:4840', user: '', password: { set: true } }, status: { state: 'connected', message: '12 nodes subscribed' } },
  { id: 'broker', kind: 'mqtt', name: 'Laboratory broker', settings: { host: '127.0.0.1', port: 1883 }, status: { state: 'failed', message: 'connection refused' } },
];

export const alarms = [
  ['critical', 'unack', 'HH', 'H1.pressure', 533, 520, 'kPa'], ['serious', 'unack', 'H', 'P1.flow', 121.6, 120, 'm³/h'], ['serious', 'rtn_unack', 'H', 'P1.bearing', 72, 75, '°C'], ['moderate', 'ack', 'L', 'T1.level', 18, 20, '%'],
].map(([priority, status, level, point, value, lim, unit], i) => ({
  flow: 'pump-station', node: 'limits', point, status, level, value, limit: lim, unit, priority, message: `${point} ${level}: ${value} ${unit}`,
  time: new Date(Date.now() - i * 400e3).toISOString(), active_since: new Date(Date.now() - i * 400e3).toISOString(), acked_by: status === 'ack' ? 'li' : null,
}));
