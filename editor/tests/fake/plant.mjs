// Points, connections, audit and allowed writes of a made-up plant.

export const flowStates = new Map();

const AREAS = ['Cooling water', 'Furnace', 'Off-gas', '浮选'];
const UNITS = ['m³/h', '°C', 'kPa', 'mm/s', '%'];
const points = new Map(Array.from({ length: 342 }, (_, i) => {
  const name = `U${1 + (i % 7)}.${['flow', 'temp', 'pressure', 'vibration', 'level'][i % 5]}${1 + Math.floor(i / 35)}_${i}`;
  const quality = i % 17 === 3 ? 'bad' : i % 17 === 5 ? 'uncertain' : 'good';
  return [name, {
    name, description: `${['Discharge flow', 'Bearing temperature', '总管压力', 'Vibration', 'Tank level'][i % 5]} ${i}`, unit: UNITS[i % 5], low: 0, high: 100 + i, digits: i % 3, labels: null, area: AREAS[i % 4], device: name.slice(0, 4),
    owner: i % 11 ? { flow: i % 2 ? 'pump-station' : 'furnace', node: 'plc' } : null, readers: [{ flow: 'pump-station', node: 'limits' }],
    last: i % 23 === 1 ? null : { time: new Date(Date.now() - i * 900).toISOString(), point: name, value: quality === 'bad' ? null : (i * 37.123) % 100, quality, reason: quality === 'bad' ? 'comm_lost' : null },
  }];
}));
points.set('P2.run', { ...points.values().next().value, name: 'P2.run', description: '2 号泵运行', unit: '', low: 0, high: 1, digits: 0, labels: { 0: 'stopped', 1: 'running' }, last: { time: new Date().toISOString(), point: 'P2.run', value: 1, quality: 'good', reason: null } });

export function pageOf(query) {
  const search = (query.get('search') ?? '').toLowerCase(), offset = Number(query.get('offset') ?? 0), limit = Number(query.get('limit') ?? 100);
  const hit = [...points.values()].filter((p) => `${p.name} ${p.description} ${p.area}`.toLowerCase().includes(search)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { total: hit.length, points: hit.slice(offset, offset + limit) };
}

export const putPoint = (name, body) => Object.assign(points.get(name), body);
export const pointsCsv = () => `name,description,unit,low,high,digits,area\n${[...points.values()].map((p) => [p.name, p.description, p.unit, p.low, p.high, p.digits, p.area].join(',')).join('\n')}\n`;

export function importCsv(text) {
  const lines = text.trim().split('\n'), problems = [];
  lines.slice(1).forEach((line, i) => { if (line.split(',').length !== lines[0].split(',').length) problems.push({ line: i + 2, column: 'digits', message: `"${line.split(',').at(-1)}" is not a whole number from 0 to 9.` }); });
  return problems.length ? { added: 0, changed: 0, problems } : { added: 1, changed: lines.length - 2, problems };
}

export const connectionList = [
  { id: 'plc', kind: 'modbus', name: 'Station PLC', settings: { host: '127.0.0.1', port: 5020 }, status: { state: 'connected', message: 'connected to 127.0.0.1:5020' } },
  { id: 'ua', kind: 'opcua', name: 'Tank farm', settings: { url: 'opc.tcp://127.0.0.1:4840', user: 'tundish', password: { set: true } }, status: { state: 'connecting', message: 'waiting for the server certificate' } },
  { id: 'broker', kind: 'mqtt', name: '化验室 MQTT', settings: { host: '127.0.0.1', port: 1883 }, status: { state: 'failed', message: 'Connection refused by 127.0.0.1:1883; next try in 8 s' } },
  { id: 'spare', kind: 'modbus', name: 'Spare PLC', settings: { host: '10.0.0.7', port: 502 }, status: { state: 'unused', message: '' } },
];

export const allowedWrites = [
  { point: 'P2.start', connection: 'plc', address: 'coil 1', low: 0, high: 1, max_rate: 0.1, clamp: false, mode: 'auto' },
  { point: 'fce.feed.sp', connection: 'ua', address: 'ns=2;s=Furnace.FeedSetpoint', low: 0, high: 62, max_rate: null, clamp: true, mode: 'simulation' },
];

const ACTS = [['flow.deploy', 'pump-station', { version: 41, comment: 'Calmer flow alarm' }], ['alarm.ack', 'pump-station/limits/P1.flow', { comment: '' }], ['session.open', 'wang', { from: '127.0.0.1' }], ['write', 'P2.start', { value: 1, was: 0, read_back: 1 }], ['connection.change', 'broker', { fields: ['host'] }]];
const TOTAL = 230;
export function audit(query) {
  const before = Number(query.get('before') ?? TOTAL + 1) || TOTAL + 1, limit = Number(query.get('limit') ?? 100);
  const last = Math.min(before - 1, TOTAL);
  return Array.from({ length: Math.max(0, Math.min(limit, last)) }, (_, i) => {
    const number = last - i, [action, object, detail] = ACTS[number % ACTS.length];
    return { number, time: new Date(Date.now() - (TOTAL - number) * 37e4).toISOString(), user: ['wang', '李伟', 'Zhang Min'][number % 3], action, object, detail };
  });
}
