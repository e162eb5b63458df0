// Function node: formula and limits written by hand over arrays, state in typed arrays.
function check(msg) {
  if (msg.end) {
    return msg;
  }
  const NEVER = Number.MAX_VALUE; // looking up Infinity in a function node costs more than all the rest
  const row = flow.get("limits");
  const { on, since, busy } = flow.get("states");
  const { low, high, limits, back, delays } = flow.get("numbers");
  const names = flow.get("names");
  const { points, payload: values, time } = msg;
  const sent = [];

  for (let i = 0; i < values.length; i++) {
    const value = values[i] * 1.8 + 32;
    const p = points[i];
    if (!busy[p] && value > low && value < high) {
      continue;
    }
    judge(p, value);
  }
  return sent.length ? [sent] : null;

  function worst(p) {
    return on[4 * p] ? "LL" : on[4 * p + 3] ? "HH" : on[4 * p + 1] ? "L" : on[4 * p + 2] ? "H" : "";
  }

  function tell(p, was, at, value) {
    const now = worst(p);
    if (now === was) {
      return;
    }
    const kind = now === "" ? "clear" : was === "" ? "active" : now.length < was.length && now[0] === was[0] ? "ease" : "escalate";
    const limit = row[(now || was).toLowerCase()];
    const status = kind === "clear" ? "rtn_unack" : "unack";
    const message = `${names[p]} ${now || was}: ${value} (limit ${limit})`;
    sent.push({ topic: names[p], payload: { time: at, kind, level: now || was, was, status, value, limit, priority: "moderate", message } });
  }

  function judge(p, value) {
    for (;;) {
      let met = NEVER;
      for (let j = 4 * p; j < 4 * p + 4; j++) {
        const end = since[j] + delays[on[j]];
        if (end <= time && end < met) {
          met = end;
        }
      }
      if (met === NEVER) {
        break;
      }
      const was = worst(p);
      for (let j = 4 * p; j < 4 * p + 4; j++) {
        if (since[j] + delays[on[j]] === met) {
          on[j] = 1 - on[j];
          since[j] = NEVER;
        }
      }
      tell(p, was, met, value);
    }
    const was = worst(p);
    let any = 0;
    for (let k = 0; k < 4; k++) {
      const j = 4 * p + k;
      const wrong = k < 2 ? (on[j] ? value >= back[k] : value < limits[k]) : on[j] ? value <= back[k] : value > limits[k];
      if (!wrong) {
        since[j] = NEVER;
      } else if (delays[on[j]] === 0) {
        on[j] = 1 - on[j];
      } else if (since[j] === NEVER) {
        since[j] = time;
      }
      any |= on[j] | (since[j] !== NEVER);
    }
    busy[p] = any;
    tell(p, was, time, value);
  }
}
