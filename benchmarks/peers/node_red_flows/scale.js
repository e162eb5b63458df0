// Function node: the formula.
if (msg.end) {
  return msg;
}
msg.topic = msg.topic.slice(0, -1) + "f";
msg.payload = msg.payload * 1.8 + 32;
return msg;
