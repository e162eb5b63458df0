// Function node: messages in bursts; a burst of one waits for nothing else.
const bench = global.get("bench");
const { burst } = msg.payload;
const count = msg.payload.sent || msg.payload.count;
flow.set("count", 0);
const started = bench.start();
let next = 0;

function more() {
  const stop = Math.min(next + burst, count);
  for (; next < stop; next++) {
    node.send({ topic: "seen", payload: { value: 11 + (next % 5) } }, false);
  }
  if (next < count) {
    bench.soon(more);
  } else {
    node.send({ end: true, wide: msg.payload.count / count, started, req: msg.req, res: msg.res }, false);
  }
}
more();
