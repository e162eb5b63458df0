// Function node: counts the messages, and answers when all are there.
if (msg.end) {
  return { req: msg.req, res: msg.res, payload: { took: global.get("bench").took(msg.started), count: flow.get("count") } };
}
flow.set("count", flow.get("count") + 1);
return null;
