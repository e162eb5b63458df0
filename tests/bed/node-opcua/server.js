// An OPC UA server that is not ours. `node server.js PORT FOLDER VARIABLES`
// VARIABLES is JSON: {"Furnace.T1": {"type": "Double", "value": 20.5, "writable": true}, …}; ids are ns=1;s=NAME.
// One JSON line on stdin sets one: {"name": "Furnace.T1", "value": 21, "status": "Bad", "time": "2026-…Z"}.
// One JSON line on stdout when it is ready, and one for each value that a client wrote.
const { OPCUAServer, OPCUACertificateManager, Variant, DataType, StatusCodes, DataValue } = require("node-opcua");
const readline = require("node:readline");

const [port, folder, given] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main() {
  const certificates = (name) => new OPCUACertificateManager({ rootFolder: `${folder}/${name}`, automaticallyAcceptUnknownCertificate: true });
  const server = new OPCUAServer({
    port: Number(port),
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    resourcePath: "/tundish",
    serverCertificateManager: certificates("pki"),
    userCertificateManager: certificates("users"),
    userManager: { isValidUser: (name, password) => name === "tundish" && password === "secret" },
  });
  await server.initialize();
  const space = server.engine.addressSpace.getOwnNamespace();
  const device = space.addObject({ organizedBy: server.engine.addressSpace.rootFolder.objects, browseName: "Plant" });
  const variables = {};
  for (const [name, { type, value, writable }] of Object.entries(JSON.parse(given))) {
    const access = writable ? "CurrentRead | CurrentWrite" : "CurrentRead";
    const variable = space.addVariable({
      componentOf: device, nodeId: `s=${name}`, browseName: name, dataType: type, accessLevel: access, userAccessLevel: access,
      minimumSamplingInterval: 10,
    });
    variable.setValueFromSource(new Variant({ dataType: DataType[type], value }));
    variable.on("value_changed", (now) => say({ name, value: now.value.value, status: now.statusCode.name }));
    variables[name] = { variable, type };
  }
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const { name, value, status, time } = JSON.parse(line);
    const { variable, type } = variables[name];
    const at = time ? new Date(time) : new Date();
    variable.setValueFromSource(new Variant({ dataType: DataType[type], value }), StatusCodes[status || "Good"], at);
  }).on("close", () => process.exit(0)); // whoever started us has gone
  await server.start();
  say({ ready: `opc.tcp://127.0.0.1:${port}/tundish` });
}

main().catch((error) => {
  say({ failed: String(error) });
  process.exit(1);
});
