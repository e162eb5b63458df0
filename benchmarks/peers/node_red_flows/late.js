// Function node: how long each transition took, in ms.
if (msg.end) {
  return { req: msg.req, res: msg.res, payload: flow.get("took") };
}
flow.get("took").push(global.get("bench").now() - msg.put);
return null;
