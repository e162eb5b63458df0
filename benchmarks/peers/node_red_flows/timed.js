// Function node: at every tick of a timer what came since, one value beyond its limit or back.
const { rate, seconds, points, every } = msg.payload;
const bench = global.get("bench");
const size = Math.max(1, Math.round(rate * every));
const values = new Array(points).fill(20);
const count = Math.round(seconds / every);
const began = bench.now();
flow.set("took", []);
let i = 0;

function tick() {
  const changed = (i * size + (i % size)) % points;
  values[changed] = values[changed] === 20 ? 28 : 20;
  const put = bench.now();
  for (let k = 0; k < size; k++) {
    const p = (i * size + k) % points;
    node.send({ topic: "d" + p + ".v", payload: values[p], time: put, put }, false);
  }
  i++;
  if (i < count) {
    setTimeout(tick, Math.max(0, began + i * every * 1000 - bench.now()));
  } else {
    setTimeout(() => node.send({ end: true, req: msg.req, res: msg.res }, false), 500);
  }
}
tick();
