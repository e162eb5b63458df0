// Function node behind many: counts the messages, and answers when the last one's last copy is there.
if (!msg.end) {
  flow.set("count", flow.get("count") + 1);
  return null;
}
const ends = (context.get("ends") || 0) + 1;
context.set("ends", ends % msg.wide);
if (ends < msg.wide) {
  return null;
}
return { req: msg.req, res: msg.res, payload: { took: global.get("bench").took(msg.started), count: flow.get("count") } };
