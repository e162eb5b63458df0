// What the measured flows are given: the workload's columns, and the time of day and of the processor.
const fs = require("fs");

function column(path, Type) {
  const bytes = fs.readFileSync(path);
  return new Type(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

module.exports = {
  load(folder) {
    const facts = JSON.parse(fs.readFileSync(folder + "/facts.json", "utf8"));
    return {
      facts,
      names: Array.from({ length: facts.points }, (_, i) => "d" + i + ".v"),
      time: Float64Array.from(column(folder + "/time.i64", BigInt64Array), (ns) => Number(ns) / 1e6), // ms
      point: column(folder + "/point.i32", Int32Array),
      value: column(folder + "/value.f64", Float64Array),
    };
  },
  columns(folder) {
    const facts = JSON.parse(fs.readFileSync(folder + "/facts.json", "utf8"));
    return { facts: { ...facts, folder }, value: column(folder + "/value.f64", Float64Array) };
  },
  save(folder, results) {
    fs.writeFileSync(folder + "/results.f64", Buffer.from(results.buffer));
  },
  start() {
    if (global.gc) global.gc();
    return { wall: process.hrtime.bigint(), cpu: process.cpuUsage() };
  },
  took(since) {
    const cpu = process.cpuUsage(since.cpu);
    return { wall: Number(process.hrtime.bigint() - since.wall) / 1e9, cpu: (cpu.user + cpu.system) / 1e6 };
  },
  now: () => performance.now(),
  soon: setImmediate,
};
