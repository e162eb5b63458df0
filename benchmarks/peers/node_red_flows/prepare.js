// Function node before the source: settings and a clean state, so that every run begins alike.
const { limits, points } = global.get("bench").load(msg.payload.folder).facts;
const count = 4 * points;
flow.set("limits", limits);
flow.set("alarms", {});
flow.set("transitions", []);
flow.set("states", {
  on: new Uint8Array(count),
  since: new Float64Array(count).fill(Number.MAX_VALUE),
  busy: new Uint8Array(points),
});
flow.set("numbers", {
  low: limits.l,
  high: limits.h,
  limits: [limits.ll, limits.l, limits.h, limits.hh],
  back: [limits.ll + limits.deadband, limits.l + limits.deadband, limits.h - limits.deadband, limits.hh - limits.deadband],
  delays: [(limits.on_delay || 0) * 1000, (limits.off_delay || 0) * 1000],
});
flow.set("names", Array.from({ length: points }, (_, i) => "d" + i + ".f"));
return msg;
