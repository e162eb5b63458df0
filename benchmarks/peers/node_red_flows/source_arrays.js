// Function node: one message for each instant, with all its values as an array.
const bench = global.get("bench");
const { names, time, point, value, facts } = bench.load(msg.payload.folder);
const step = facts.batch;
const messages = [];
for (let i = 0; i < value.length; i += step) {
  messages.push({ points: point.subarray(i, i + step), payload: value.subarray(i, i + step), time: time[i] });
}
const started = bench.start();
let next = 0;

function more() {
  const stop = Math.min(next + 100, messages.length);
  for (; next < stop; next++) {
    node.send(messages[next], false);
  }
  if (next < messages.length) {
    bench.soon(more);
  } else {
    node.send({ end: true, names, started, req: msg.req, res: msg.res }, false);
  }
}
more();
