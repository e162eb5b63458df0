// Function node: keeps the results, and answers when all are there.
const kept = flow.get("kept");
kept.results[msg.at + msg.k] = msg.payload;
if (++kept.count < kept.results.length) {
  return null;
}
const bench = global.get("bench");
const took = bench.took(kept.started);
bench.save(kept.folder, kept.results);
return { req: kept.req, res: kept.res, payload: { took } };
