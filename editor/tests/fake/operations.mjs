// Performance, rationalisation, forced points, users, sessions and tokens, as in the mock-ups.

const DAY = 864e5;
const ago = (ms) => new Date(Date.now() - ms).toISOString();
const on = (flow, point, more) => ({ flow, node: 'limits', point, ...more });

const M = [
  ['per_hour', 7.4, '/h', 6, 12, false, 'manageable'], ['per_day', 178, '/d', 150, 300, false, 'manageable'], ['slots_over', 0.5, '%', 1, 1, true, 'met'],
  ['flood_time', 0.67, '%', 1, 1, true, 'met'], ['top_ten', 61.4, '%', 5, 5, true, 'over'], ['chattering', 4, '', 0, 0, false, 'over'], ['stale', 3, '', 5, 5, true, 'met'],
  ['critical', 0.6, '%', 1, 1, true, 'met'], ['unreasoned', 0, '', 0, 0, false, 'met'], ['to_acknowledge', 41, 's', null, null, false, 'none'],
  ['standing', 12, '', null, null, false, 'none'], ['shelved', 2, '', null, null, false, 'none'],
  ['out_of_service', 1, '', null, null, false, 'none'], ['suppressed', 4, '', null, null, false, 'none'],
];
const D = [9.2, 8.1, 6.4, 5.8, 7.9, 8.6, 11.2, 9.9, 7.1, 5.2, 6.0, 8.4, 7.7, 6.9, 14.3, 10.8, 6.2, 5.4, 5.1, 7.0, 6.6, 8.1, 5.9, 4.8, 4.4, 6.3, 7.2, 5.5, 6.1, 6.8, 9.6];
const T = [['flot.conv2.speed', 'DEV', 918], ['flot.rougher.ph', 'L', 612], ['gas.fan2.vibration', 'H', 431], ['pwr.demand.projected', 'H', 356], ['wtp.filter3.turbidity', 'H', 248], ['blr1.drum.level', 'DEV', 204], ['flot.xrf.tail_cu', 'STALE', 178], ['air.comp2.oil_t', 'H', 141], ['wtp.cl2.residual', 'L', 104], ['tank.t204.level', 'HH', 81]];
const F = [[0, null, 23, 23, 'cw.pump1.fault'], [0.2, 22, 28, 12, 'flot.feed.density'], [4.4, 31, 52, 19, 'pwr.bus2.voltage'], [7, 18, 31, 14, 'gas.fan1.trip'], [11, 26, 39, 16, 'blr1.feedwater.flow'], [16, 74, 128, 34, 'pwr.bus1.breaker']];

export function performance() {
  const to = Date.now();
  const slots = Array.from({ length: 60 }, (_, i) => ({ begin: new Date(to - i * 1500e3).toISOString(), count: i === 0 ? 23 : i === 12 ? 12 : 1 + ((i * 31) % 5) }));
  return {
    from: ago(30 * DAY), to: ago(0), zone: 'UTC', announced: 5333,
    measures: M.map(([name, value, unit, target, maximum, below, verdict]) => ({ name, value, unit, target, maximum, below, verdict, published_target: name === 'top_ten' ? 5 : target, published_maximum: maximum, set_by: name === 'top_ten' ? 'Chen Jing' : null })),
    days: D.map((per_hour, i) => ({ begin: new Date(Math.floor((to - (D.length - i) * DAY) / DAY) * DAY).toISOString(), count: Math.round(per_hour * 24), per_hour })),
    slots, floods: F.map(([days, minutes, count, peak, point]) => ({ begin: ago(days * DAY + 240e3), end: minutes ? ago(days * DAY + 240e3 - minutes * 60e3) : null, count, peak, first: on('pump-station', point, { level: 'H' }) })),
    top: T.map(([point, level, count]) => on('furnace', point, { level, count, share: (count / 5333) * 100 })),
    chattering: [['flot.conv2.speed', 38], ['flot.rougher.ph', 12], ['gas.fan2.vibration', 9], ['blr1.drum.level', 7]].map(([point, worst]) => on('furnace', point, { bursts: 4, worst })),
    fleeting: [['gas.stack.so2', 6], ['air.comp2.oil_t', 4]].map(([point, count]) => on('furnace', point, { count })), stale: [on('pump-station', 'wtp.cl2.residual', { since: ago(52.3 * 3600e3) })],
    priorities: [['critical', 0.6, 1], ['serious', 4.1, 5], ['moderate', 17.8, 15], ['advisory', 77.5, 80]].map(([priority, share, published]) => ({ priority, share, published, count: 1 })),
    trend: Array.from({ length: 12 }, (_, i) => ({ begin: ago((12 - i) * 7 * DAY), ...Object.fromEntries(M.map(([name, value], k) => [name, value * (1.4 - i * 0.036 + ((i * k) % 3) * 0.02)])) })),
  };
}

const row = (point, cause, consequence, response, respond_within) => ({ flow: '', node: '', point, cause, consequence, response, respond_within, basis: 'HAZOP 2024, node 12', approver: 'Chen Jing', approved_at: '2026-03-02T08:00:00Z', approved: { h: 48 }, running: point === 'fce.jacket.flow' ? { h: 260, l: 225, ll: 210, deadband: 3, deadband_in: 'unit' } : { h: 48, hh: 55, deadband: 1, deadband_in: 'unit' } });
export const knowledge = { revision: 3, rows: [
  row('fce.jacket.flow', 'Pump trip, blocked strainer, shut valve', 'Jacket boils in 12–15 min; shell damage', '1. Check pump 2 runs\n2. Feed at or below 40 t/h\n3. Below 225 after 6 min: open HV-118', 480),
  row('fce.jacket*.t_out', 'Low cooling flow, hot spot behind the lining', 'Jacket boils', '1. Compare with neighbouring jackets\n2. Reduce feed', 900),
] };
export const compare = { differences: [{ flow: 'furnace', node: 'limits', point: 'fce.jacket3.t_out', setting: 'h', approved: 48, running: 52 }, { flow: 'furnace', node: 'limits', point: '', setting: 'deadband', approved: 1, running: 0.2 }] };
export const forces = [{ point: 'wtp.raw.ph', value: 7.2, unit: 'pH', reason: 'Probe is being replaced, work order 4490', by: 'Li Wei', since: ago(3600e3), until: new Date(Date.now() + 3 * 3600e3).toISOString() }, { point: 'cw.tower.fan3.speed', value: 45, unit: '%', reason: 'Vibration test', by: 'Zhang Min', since: ago(600e3), until: new Date(Date.now() + 900e3).toISOString() }];

export const users = [['李伟', 'admin'], ['Zhang Min', 'operator'], ['Chen Jing', 'engineer'], ['board', 'viewer']].map(([name, role], i) => ({ name, role, created: ago((90 - i) * DAY), sessions: i < 2 ? 1 : 0, seen: i < 2 ? ago(60e3 * i) : null }));
export const sessions = [{ id: 's1', user: '李伟', address: '10.4.1.17', seen: ago(2e3), expires: new Date(Date.now() + 8 * 3600e3).toISOString(), current: true }, { id: 's2', user: 'Zhang Min', address: '10.4.1.22', seen: ago(66e3), expires: new Date(Date.now() + 5 * 3600e3).toISOString(), current: false }];
export const tokens = [{ id: 't1', name: 'historian', user: '李伟', role: 'viewer', created: ago(40 * DAY), expires: new Date(Date.now() + 50 * DAY).toISOString(), seen: ago(5e3) }, { id: 't2', name: 'old-script', user: 'Chen Jing', role: 'engineer', created: ago(200 * DAY), expires: null, seen: null }];
