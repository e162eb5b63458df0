// The alarms of a smelter's utilities, as in the mock-up, and how they change.

const now = Date.now();
const ago = (clock) => new Date(now - clock.split(':').reduce((s, n) => s * 60 + Number(n), 0) * 1000).toISOString();
const TRIP = 'Cooling-water trip';
// priority|state|age|point|value|unit|type|level|limit|message|flow|count|group
const ROWS = `
critical|unack|4:22|cw.pump1.fault|1||state|TRIP|1|Pump 1 tripped, motor protection|pump-station|1|g
serious|unack|0:34|fce.jacket3.t_out|48.6|°C|limit|H|48|Jacket 3 outlet temperature high|furnace|1|g
serious|unack|1:01|fce.jacket7.t_out|49.2|°C|limit|H|48|Jacket 7 outlet temperature high|furnace|1|g
serious|unack|1:10|fce.jacket5.t_out|48.3|°C|limit|H|48|Jacket 5 outlet temperature high|furnace|2|g
serious|unack|4:16|fce.jacket.flow|217.6|m³/h|limit|L|225|Jacket cooling flow low|furnace|3|g
serious|rtn_unack|4:18|cw.header.pressure|296|kPa|limit|L|280|Cooling-water header pressure low|pump-station|1|g
serious|latch_unack|4:20|cw.pump1.winding_t|124.5|°C|limit|HH|130|Pump 1 winding very hot|pump-station|1|g
moderate|unack|0:12|cw.tower.basin_level|1.42|m|limit|L|1.5|Cooling-tower basin level low|pump-station|1|g
moderate|rtn_unack|4:08|fce.feed.rate|40.2|t/h|deviation||5|Feed rate away from set point|furnace|1|g
critical|unack|1:45|gas.stack.so2|462|mg/m³|limit|HH|400|Stack SO₂ above permit limit|furnace|2
serious|unack|2:30|blr1.drum.level|34|mm|discrepancy||30|Drum level transmitters disagree|pump-station|1
moderate|unack|1:20|air.comp2.oil_t|96.4|°C|limit|H|95|Compressor 2 oil temperature high|pump-station|1
moderate|unack|2:52|flot.rougher.ph|9.94|pH|limit|L|10|Rougher pH low for 120 s|furnace|4
advisory|unack|15:00|flot.xrf.tail_cu||% Cu|stale||900|Tailings analyser gives no reading|furnace|1
critical|latch_ack|45:27|blr1.burner2.flame|0||state|TRIP|0|Flame lost on burner 2|pump-station|1
serious|ack|8:01|pwr.demand.projected|18.42|MW|limit|H|18|Demand projected above contract|pump-station|6
serious|ack|22:22|gas.fan2.vibration|6.1|mm/s|limit|H|4.5|Off-gas fan 2 vibration high|furnace|1
advisory|ack|52:18:20|wtp.cl2.residual|0.28|mg/L|limit|L|0.3|Residual chlorine low|pump-station|1
moderate|unack|19:12|flot.conv2.speed|1.31|m/s|deviation||0.15|Conveyor 2 speed deviation|furnace|38|s
serious|ack|1:36:32|gas.offgas.temp|212|°C|limit|L|240|Off-gas temperature low|furnace|1|u
moderate|normal|30:01:00|wtp.raw.ph||pH|bad|||Raw-water pH probe failed|pump-station|1|o`.trim();

const AREAS = { cw: 'Cooling water', fce: 'Furnace', gas: 'Off-gas', blr1: 'Boiler', flot: 'Flotation', wtp: 'Water treatment' };
const key = (a) => `${a.flow}/${a.node}/${a.point}`;
const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const alarms = new Map(ROWS.split('\n').map((row) => {
  const [priority, status, age, point, value, unit, type, level, limit, message, flow, count, mark] = row.split('|');
  const alarm = {
    flow, node: 'limits', point, status, type, level: level || null, value: value === '' ? null : Number(value), limit: limit === '' ? null : Number(limit), unit, priority, message,
    time: ago(age), active_since: ago(age), acked_by: status === 'ack' ? 'wang' : null, count: Number(count), class: '', area: AREAS[point.split('.')[0]] ?? '', device: point.split('.').slice(0, 2).join('.'), max_shelve: point.startsWith('fce') ? 7200 : 28800, comment_required: false,
    second_person: point === 'gas.stack.so2', waiting: point === 'gas.stack.so2' ? { command: 'shelve', by: 'Zhang Min', since: ago('0:40') } : null, latched: status.startsWith('latch'), returns: point === 'fce.jacket.flow' ? 233 : null,
    group: mark === 'g' ? TRIP : null, first_out: point === 'cw.pump1.fault', shelved: mark === 's' ? { until: soon(2460), once: false, by: 'Zhang Min', reason: 'Work order 4482' } : null,
    suppressed: mark === 'u' ? 'mode' : null, out_of_service: mark === 'o' ? { by: 'Li Wei', reason: 'Probe is being replaced', since: ago('30:01:00') } : null,
  };
  return [key(alarm), alarm];
}));

export const alarmList = () => [...alarms.values()];

const DO = {
  ack: (a) => ({ status: a.status === 'latch_unack' ? 'latch_ack' : a.status === 'rtn_unack' ? 'normal' : 'ack' }),
  reset: () => ({ status: 'normal' }),
  shelve: (_, b, by) => ({ shelved: { until: b.once ? null : soon(b.seconds), once: b.once, by, reason: b.reason } }),
  unshelve: () => ({ shelved: null }),
  'out-of-service': (_, b, by) => ({ out_of_service: { by, reason: b.reason, since: soon(0), until: b.seconds ? soon(b.seconds) : undefined } }),
  'in-service': () => ({ out_of_service: null }),
  comment: () => ({}), confirm: () => ({ waiting: null, shelved: { until: soon(1800), once: false, by: 'Zhang Min', reason: 'Analyser is being calibrated' } }), withdraw: () => ({ waiting: null }),
};
const done = [];

/** One refusal, so that the page can be seen with it: the pH analyser does not answer. */
export function actOn(action, body, user) {
  const answer = { accepted: 0, refused: [] }, changed = [];
  for (const k of body.alarms) {
    const alarm = alarms.get(key(k));
    if (!alarm || alarm.point === 'flot.rougher.ph') { answer.refused.push({ ...k, reason: alarm ? 'The node did not answer within 2 s.' : 'This alarm is back to normal.' }); continue; }
    answer.accepted += 1;
    const time = new Date().toISOString();
    Object.assign(alarm, DO[action](alarm, body, user), { time });
    done.push({ ...stored(alarm, action.replaceAll('-', '_').replace('out_of_service', 'out_of_service'), time, { comment: body.comment ?? body.text, reason: body.reason }), user });
    changed.push({ ...alarm });
    if (alarm.status === 'normal' && !alarm.shelved && !alarm.suppressed && !alarm.out_of_service) alarms.delete(key(k));
  }
  return { answer, changed, removed: [] };
}

let numbers = 0;
const stored = (alarm, change, time, data, user = '') => ({ number: ++numbers, id: `e${numbers}`, trace: 't', flow: alarm.flow, node: alarm.node, point: alarm.point, kind: `alarm.${change}`, time, priority: alarm.priority, level: alarm.level ?? '', user, data: { message: alarm.message, level: alarm.level, limit: alarm.limit, value: alarm.value, type: alarm.type, ...data } });

/** What the event store has of alarms, newest first. */
export function storedEvents(query) {
  const all = [...done];
  for (const alarm of alarms.values()) {
    const begin = Date.parse(alarm.active_since), after = (s) => new Date(Math.min(begin + s * 1000, Date.now())).toISOString();
    all.push(stored(alarm, 'active', after(0), { was: null }));
    if (alarm.point === 'fce.jacket.flow' || alarm.status === 'ack') {
      all.push(stored(alarm, 'ack', after(2), { comment: 'pump 1 tripped, watching pump 2' }, 'Li Wei'));
      all.push(stored(alarm, 'escalate', after(6), { was: 'L', level: 'LL', limit: 200, value: 198.4 }));
      all.push(stored(alarm, 'comment', after(84), { comment: 'feed cut to 40 t/h by scene, confirmed on DCS' }, 'Zhang Min'));
      all.push(stored(alarm, 'ease', after(168), { was: 'LL', level: 'L' }));
    }
  }
  const fits = (e) => ['point', 'flow', 'node'].every((name) => !query.get(name) || e[name].includes(query.get(name).replaceAll('*', ''))) && e.kind.startsWith((query.get('kind') ?? '').replace(/\*.*/, ''));
  return { events: all.filter(fits).sort((a, b) => b.time.localeCompare(a.time)).slice(0, Number(query.get('limit') ?? 100)), next: null, searched: null };
}

/** Activations a minute: some all day, a flood in the last minutes. */
export function counted(query) {
  const from = Date.parse(query.get('from')), width = Number(query.get('width')) * 1000;
  if (query.get('point')) return [{ begin: query.get('from'), value: 'alarm.active', count: 3 }];
  const minutes = Math.floor((Date.now() - from) / width);
  return Array.from({ length: minutes }, (_, i) => ({ begin: new Date(from + i * width).toISOString(), value: 'alarm.active', count: i > minutes - 5 ? 5 : i > 190 && i < 199 ? 2 : Number((i * 7919) % 11 === 0) }));
}

let turn = 0;
/** Every second time a new one comes, else the oldest of those goes. */
export function nextChange() {
  turn += 1;
  const time = new Date().toISOString();
  if (turn % 2) {
    const alarm = { flow: 'pump-station', node: 'limits', point: `blr1.drum.level${turn}`, status: 'unack', level: 'H', value: 30 + turn, limit: 30, unit: 'mm', priority: ['serious', 'moderate', 'critical'][turn % 3], message: `Drum level transmitter ${turn} disagrees`, time, active_since: time, acked_by: null };
    alarms.set(key(alarm), alarm);
    return { changed: [alarm], removed: [] };
  }
  const old = alarms.get(`pump-station/limits/blr1.drum.level${turn - 1}`);
  if (!old || turn < 6) return { changed: [], removed: [] };
  Object.assign(old, { status: 'rtn_unack', level: null, time });
  return { changed: [old], removed: [] };
}

const at = (i) => new Date(Date.now() - i * 6000).toISOString();
export function lastOf(flow, node) {
  const samples = [];
  for (const alarm of alarms.values()) {
    if (alarm.flow !== flow || alarm.node !== node || alarm.value === null) continue;
    for (let i = 180; i >= 0; i -= 1) samples.push({ time: at(i), point: alarm.point, value: alarm.value * (1 + Math.exp(-((i - 60) ** 2) / 400) * -0.16 + Math.sin(i * 7) * 0.002), quality: 'good', reason: null });
  }
  return { ports: { samples: { carries: 'samples', samples } }, problems: [] };
}
