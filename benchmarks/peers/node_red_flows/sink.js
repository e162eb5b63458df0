// Function node: keeps the transitions, and answers with them when all is done.
if (msg.end) {
  const answer = { took: global.get("bench").took(msg.started), transitions: flow.get("transitions") };
  return { req: msg.req, res: msg.res, payload: answer };
}
flow.get("transitions").push([msg.payload.time, msg.topic, msg.payload.kind, msg.payload.level]);
return null;
