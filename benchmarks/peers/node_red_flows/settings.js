// Node-RED as the benchmark starts it: without its editor unless that is measured, nothing written, nothing logged but errors.
module.exports = {
  uiHost: "127.0.0.1",
  disableEditor: !process.env.BENCH_EDITOR,
  flowFile: "flows.json",
  credentialSecret: false,
  functionExternalModules: false,
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
  contextStorage: { default: "memoryOnly", memoryOnly: { module: "memory" } },
  diagnostics: { enabled: false, ui: false },
  runtimeState: { enabled: false, ui: false },
  telemetry: { enabled: false },
  logging: { console: { level: "info", metrics: false, audit: false } },
  functionGlobalContext: { bench: require(process.env.BENCH_HOME + "/bench.js") },
};
