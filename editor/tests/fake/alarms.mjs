// The alarms of a smelter's utilities, as in the mock-up, and how they change.

const now = Date.now();
const ago = (clock) => new Date(now - clock.split(':').reduce((s, n) => s * 60 + Number(n), 0) * 1000).toISOString();
const ROWS = `
critical|unack|4:22|cw.pump1.fault|1||HH|0|Pump 1 tripped, motor protection|pump-station
serious|unack|0:34|fce.jacket3.t_out|48.6|°C|H|48|Jacket 3 outlet temperature high|furnace
serious|unack|1:01|fce.jacket7.t_out|49.2|°C|H|48|Jacket 7 outlet temperature high|furnace
serious|unack|1:10|fce.jacket5.t_out|48.3|°C|H|48|Jacket 5 outlet temperature high|furnace
serious|unack|4:16|fce.jacket.flow|217.6|m³/h|L|225|Jacket cooling flow low|furnace
serious|rtn_unack|4:18|cw.header.pressure|296|kPa||280|Cooling-water header pressure low|pump-station
moderate|unack|0:12|cw.tower.basin_level|1.42|m|L|1.5|Cooling-tower basin level low|pump-station
moderate|rtn_unack|4:08|fce.feed.rate|40.2|t/h||45|Feed rate away from set point|furnace
critical|unack|1:45|gas.stack.so2|462|mg/m³|HH|400|烟囱 SO₂ 超许可限值|furnace
moderate|unack|1:20|air.comp2.oil_t|96.4|°C|H|95|Compressor 2 oil temperature high|pump-station
moderate|unack|2:52|flot.rougher.ph|9.94|pH|L|10|Rougher pH low for 120 s|furnace
advisory|unack|15:00|flot.xrf.tail_cu||% Cu|H|0.1|Tailings analyser gives no reading|furnace
serious|ack|8:01|pwr.demand.projected|18.42|MW|H|18|Demand projected above contract|pump-station
serious|ack|22:22|gas.fan2.vibration|6.1|mm/s|HH|4.5|Off-gas fan 2 vibration high|furnace
advisory|ack|52:18:20|wtp.cl2.residual|0.28|mg/L|L|0.3|Residual chlorine low|pump-station`.trim();

const key = (a) => `${a.flow}/${a.node}/${a.point}`;
const alarms = new Map(ROWS.split('\n').map((row) => {
  const [priority, status, age, point, value, unit, level, limit, message, flow] = row.split('|');
  const alarm = { flow, node: 'limits', point, status, level: level || null, value: value === '' ? null : Number(value), limit: Number(limit), unit, priority, message, time: ago(age), active_since: ago(age), acked_by: status === 'ack' ? 'wang' : null };
  return [key(alarm), alarm];
}));

export const alarmList = () => [...alarms.values()];

/** One refusal, so that the page can be seen with it: the chlorine analyser belongs to the laboratory. */
export function ackAll({ alarms: keys, comment }, user) {
  const answer = { accepted: 0, refused: [] }, changed = [], removed = [];
  for (const k of keys) {
    const alarm = alarms.get(key(k));
    if (!alarm || alarm.point === 'flot.rougher.ph') answer.refused.push({ ...k, reason: alarm ? 'The node did not answer within 2 s.' : 'This alarm is back to normal.' });
    else {
      answer.accepted += 1;
      if (alarm.status === 'rtn_unack') { alarms.delete(key(k)); removed.push(k); }
      else { Object.assign(alarm, { status: 'ack', acked_by: user, comment, time: new Date().toISOString() }); changed.push(alarm); }
    }
  }
  return { answer, changed, removed };
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
  const samples = [], events = [];
  for (const alarm of alarms.values()) {
    if (alarm.flow !== flow || alarm.node !== node || alarm.value === null) continue;
    for (let i = 180; i >= 0; i -= 1) samples.push({ time: at(i), point: alarm.point, value: alarm.value * (1 + Math.exp(-((i - 60) ** 2) / 400) * -0.16 + Math.sin(i * 7) * 0.002), quality: 'good', reason: null });
    const event = (kind, i, data) => events.push({ time: at(i), kind: `alarm.${kind}`, point: alarm.point, data, id: `${alarm.point}${i}`, trace: 't' });
    event('active', 70, { level: 'L', was: null, value: alarm.value * 0.99, limit: alarm.limit });
    event('escalate', 65, { level: 'LL', was: 'L', value: alarm.value * 0.9, limit: alarm.limit });
    event('ack', 60, { level: 'LL', user: 'Zhang Min', comment: 'feed cut to 40 t/h by scene, confirmed on DCS' });
    event('ease', 20, { level: 'L', was: 'LL', value: alarm.value });
  }
  return { ports: { samples: { carries: 'samples', samples }, events: { carries: 'events', events } }, problems: [] };
}
