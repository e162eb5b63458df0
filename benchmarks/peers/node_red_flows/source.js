// Function node: every sample a message of its own, in bursts, as from a broker with a backlog.
const bench = global.get("bench");
const { names, time, point, value } = bench.load(msg.payload.folder);
const { burst } = msg.payload;
const started = bench.start();
let next = 0;

function more() {
  const stop = Math.min(next + burst, value.length);
  for (; next < stop; next++) {
    node.send({ topic: names[point[next]], payload: value[next], time: time[next] }, false);
  }
  if (next < value.length) {
    bench.soon(more);
  } else {
    node.send({ end: true, started, req: msg.req, res: msg.res }, false);
  }
}
more();
