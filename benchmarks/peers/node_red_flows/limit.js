// Function node: HH, H, L, LL with deadband, on-delay and off-delay by the time of the data, one alarm a topic.
if (msg.end) {
  return msg;
}
const row = flow.get("limits");
const alarms = flow.get("alarms");
let alarm = alarms[msg.topic];
if (!alarm) {
  alarm = alarms[msg.topic] = { on: [false, false, false, false], since: [null, null, null, null], busy: false, level: "", status: "normal" };
}
const value = msg.payload;
const time = msg.time;
if (!alarm.busy && value > row.l && value < row.h) {
  return null; // nearly always
}

const sent = [];
function worst() {
  const [ll, l, h, hh] = alarm.on;
  return ll ? "LL" : hh ? "HH" : l ? "L" : h ? "H" : "";
}
function tell(at) {
  const was = alarm.level;
  const now = worst();
  if (now === was) {
    return;
  }
  let kind = "escalate";
  if (now === "") {
    kind = "clear";
    alarm.status = "rtn_unack";
  } else if (was === "") {
    kind = "active";
    alarm.status = "unack";
  } else if (now.length < was.length && now[0] === was[0]) {
    kind = "ease";
  }
  alarm.level = now;
  const limit = row[(now || was).toLowerCase()];
  sent.push({
    topic: msg.topic,
    put: msg.put, // when it came, if that is measured
    payload: {
      time: at, kind, level: now || was, was, status: alarm.status, value, limit, priority: "moderate",
      message: `${msg.topic} ${now || was}: ${value} (limit ${limit})`,
    },
  });
}
function end(k) {
  return alarm.since[k] + ((alarm.on[k] ? row.off_delay : row.on_delay) || 0) * 1000;
}

// first the delays that have been met since the last sample, one after the other
for (;;) {
  let met = null;
  for (let k = 0; k < 4; k++) {
    if (alarm.since[k] !== null && end(k) <= time && (met === null || end(k) < met)) {
      met = end(k);
    }
  }
  if (met === null) {
    break;
  }
  for (let k = 0; k < 4; k++) {
    if (alarm.since[k] !== null && end(k) === met) {
      alarm.on[k] = !alarm.on[k];
      alarm.since[k] = null;
    }
  }
  tell(met);
}

// then the new value
const limits = [row.ll, row.l, row.h, row.hh];
alarm.busy = false;
for (let k = 0; k < 4; k++) {
  const sign = k < 2 ? -1 : 1;
  const beyond = sign * (value - limits[k]);
  const wrong = alarm.on[k] ? beyond <= -row.deadband : beyond > 0;
  if (!wrong) {
    alarm.since[k] = null;
  } else if (!(alarm.on[k] ? row.off_delay : row.on_delay)) {
    alarm.on[k] = !alarm.on[k];
  } else if (alarm.since[k] === null) {
    alarm.since[k] = time;
  }
  alarm.busy = alarm.busy || alarm.on[k] || alarm.since[k] !== null;
}
tell(time);
return sent.length ? [sent] : null;
