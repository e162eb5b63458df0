// A small stand-in for the real server: the HTTP API and the WebSocket in memory, and the built editor.
// Usage: node tests/fake-server.mjs [port]   (0 = any free port; the address is printed)

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';

import { catalogue } from './fake/catalogue.mjs';
import { alarms, connections, furnace, points, pump } from './fake/flows.mjs';
import { alarmEvent, event, sample, status, trail, values } from './fake/live.mjs';
import { page, whole } from './fake/traces.mjs';

const DIST = process.env.TUNDISH_DIST ?? new URL('../dist', import.meta.url).pathname;
const EXAMPLES = new URL('../../api/examples/flows', import.meta.url).pathname;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const version = (n, comment) => ({ version: n, time: new Date(Date.now() - n * 864e5).toISOString(), author: 'wang', comment });
const copy = (x) => structuredClone(x);

const flows = new Map();
for (const document of [pump, furnace]) {
  const deployed = copy(document);
  if (deployed.nodes.limits) deployed.nodes.limits.config.limits[0].deadband = 1.3;
  const versions = [{ ...version(41, 'Calmer flow alarm'), document: deployed }, { ...version(40, 'First limits'), document: deployed }];
  flows.set(document.id, { document: copy(document), revision: 7, versions });
}

const record = (flow) => {
  const { document: deployed_document, ...deployed } = flow.versions[0] ?? {};
  return { document: flow.document, revision: flow.revision, deployed: flow.versions[0] ? deployed : null, deployed_document: deployed_document ?? null };
};
const summary = (f) => ({ id: f.document.id, name: f.document.name, description: '', revision: f.revision, deployed: record(f).deployed, state: f.versions.length ? 'running' : 'draft', nodes: Object.keys(f.document.nodes).length, problems: 0, changed: true, disabled: null, problem: '', stopped_nodes: [] });
class Refused { constructor(code, body) { this.status = code; this.body = { type: 'about:blank', title: 'Refused', status: code, ...body }; } }
const find = (id) => flows.get(id) ?? (() => { throw new Refused(404, { detail: `There is no flow "${id}".` }); })();

function validate(document) {
  const kinds = new Map(catalogue.kinds.map((k) => [k.kind, k]));
  const problems = [];
  const add = (severity, message, node, field = null, hint = null) => problems.push({ severity, code: 'fake', message, hint, node, field, wire: null });
  for (const [id, node] of Object.entries(document.nodes)) {
    const spec = kinds.get(node.kind);
    if (!spec) { add('error', `The kind ${node.kind} is not installed.`, id); continue; }
    for (const field of spec.config.required ?? []) if (!node.config[field]) add('error', 'This field is required.', id, field, 'Choose or enter a value.');
    (node.config.limits ?? []).forEach((row, i) => {
      if (row.h != null && row.hh != null && row.h > row.hh) add('error', `H ${row.h} is above HH ${row.hh}.`, id, `limits/${i}/h`, 'Lower H or raise HH.');
      if (row.point === 'P2.vibration' && !row.on_delay) add('warning', 'P2.vibration has no on-delay and may chatter.', id, `limits/${i}/on_delay`, 'The default for this signal is 15 s.');
    });
  }
  return problems;
}

function save(flow, revision, document) {
  if (revision !== `"${flow.revision}"`) throw new Refused(412, { detail: 'Somebody saved meanwhile.', current_revision: flow.revision, author: 'wang', document: flow.document });
  flow.document = document;
  flow.revision += 1;
  return { revision: flow.revision };
}

const session = { user: { name: 'Li Wei', role: 'admin' }, csrf: 'fake', demo: true };
const routes = [
  ['GET', /^\/setup$/, () => ({ needed: false })],
  ['GET', /^\/session$/, () => session], ['POST', /^\/session$/, () => session], ['DELETE', /^\/session$/, () => ({})],
  ['GET', /^\/catalogue$/, () => catalogue],
  ['GET', /^\/flows$/, () => [...flows.values()].map(summary)],
  ['GET', /^\/examples$/, () => readdirSync(EXAMPLES).map((file) => JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')))],
  ['POST', /^\/flows$/, (_, { body }) => { flows.set(body.document.id, { document: body.document, revision: 1, versions: [] }); return record(flows.get(body.document.id)); }],
  ['POST', /^\/flows\/validate$/, (_, { body }) => ({ problems: validate(body) })],
  ['GET', /^\/flows\/([^/]+)$/, ([id]) => record(find(id))],
  ['PUT', /^\/flows\/([^/]+)$/, ([id], { body, headers }) => save(find(id), headers['if-match'], body)],
  ['POST', /^\/flows\/([^/]+)\/deploy$/, ([id], { body }) => {
    const flow = find(id), problems = validate(flow.document).filter((p) => p.severity === 'error');
    if (problems.length) throw new Refused(422, { detail: 'The flow has errors.', problems });
    const next = (flow.versions[0]?.version ?? 0) + 1;
    flow.versions.unshift({ ...version(next, body.comment), time: new Date().toISOString(), author: 'Li Wei', document: copy(flow.document) });
    return { version: next };
  }],
  ['GET', /^\/flows\/([^/]+)\/drafts$/, () => []],
  ['POST', /^\/flows\/uses$/, () => ({ owns: {}, reads: {} })],
  ['GET', /^\/flows\/([^/]+)\/versions$/, ([id]) => find(id).versions.map(({ document, ...rest }) => rest)],
  ['GET', /^\/flows\/([^/]+)\/versions\/(\d+)$/, ([id, n]) => find(id).versions.find((v) => v.version === +n)],
  ['POST', /^\/flows\/([^/]+)\/nodes\/([^/]+)\/commands$/, () => ({ accepted: true })],
  ['GET', /^\/flows\/([^/]+)\/nodes\/([^/]+)\/last$/, ([, node]) => ({
    ports: ['limits', 'stale'].includes(node) ? { samples: { carries: 'samples', samples: points.slice(0, 6).map((p) => sample(p.name)) }, events: { carries: 'events', events: [alarmEvent(), alarmEvent()] } } : { samples: { carries: 'samples', samples: trail(points.slice(0, 5)) } },
    problems: node === 'order' ? [event('node.error', '', { message: '503 Service Unavailable, retry in 12 s' })] : [],
  })],
  ['POST', /^\/flows\/([^/]+)\/preview$/, (_, { body }) => ({ nodes: { power: { ports: { samples: { carries: 'samples', samples: body.pins.flatMap((pin) => pin.samples).map((one) => ({ ...one, point: 'P1.power', value: one.value / 10 })), count: 9 } }, problems: [] }, limits: { ports: { events: { carries: 'events', events: [alarmEvent()], count: 1 } }, problems: [] } }, skipped: { order: 'action' } })],
  ['GET', /^\/traces$/, (_, { query }) => page(query.get('outcome'))], ['GET', /^\/traces\/([^/]+)$/, ([id]) => whole(id)],
  ['GET', /^\/points$/, (_, { query }) => { const hit = points.filter((p) => (p.name + p.description).toLowerCase().includes((query.get('search') ?? '').toLowerCase())); return { total: hit.length, points: hit.slice(0, +(query.get('limit') ?? 50)) }; }],
  ['GET', /^\/connections$/, () => connections],
  ['POST', /^\/connections$/, (_, { body }) => { const c = { id: body.id ?? `c${connections.length}`, ...body, status: { state: 'unused', message: '' } }; connections.push(c); return c; }],
  ['POST', /^\/connections\/try$/, () => ({ ok: true, message: 'answered', ms: 12 })],
  ['GET', /^\/alarms$/, () => ({ number: 1, alarms })],
  ['POST', /^\/alarms\/ack$/, (_, { body }) => ({ accepted: body.alarms.length, refused: [] })],
  ['POST', /^\/formula\/check$/, (_, { body }) => (/[*+/-]\s*$/m.test(body.formula) ? { ok: false, line: body.formula.split('\n').findIndex((l) => /[*+/-]\s*$/.test(l)) + 1, column: 12, message: 'The expression ends too early.', hint: 'Write an operand after the operator.' } : { ok: true, inputs: ['P1.flow'] })],
  ['POST', /^\/formula\/preview$/, () => ({ ok: true, sample: { value: 12.5, quality: 'good', reason: null } })],
  ['POST', /^\/catalogue\/rows$/, (_, { body }) => ({ rows: body.points.map(() => (body.patterns.length ? 0 : null)) })],
  ['GET', /^\/functions$/, () => [{ name: 'avg', signature: 'avg(x, window, min_good = 50)', defaults: { min_good: 50 }, summary: 'Average over a window.', example: 'avg(P1.flow, 60)', group: 'windows' }]],
  ['GET', /^\/blocks$/, () => []],
  ['GET', /^\/events$/, () => ({ events: [], next: null })],
  ['GET', /^\/audit$/, () => []], ['GET', /^\/allowed-writes$/, () => []],
  ['GET', /^\/status$/, () => ({ worker: { state: 'up', restarts: 0, since: new Date().toISOString() }, version: '0.1.0' })],
];

async function answer(request, response) {
  const url = new URL(request.url, 'http://local');
  if (!url.pathname.startsWith('/api/')) return file(url.pathname, response);
  let text = '';
  for await (const chunk of request) text += chunk;
  for (const [method, pattern, handler] of routes) {
    const match = pattern.exec(url.pathname.slice(4));
    if (!match || method !== request.method) continue;
    try {
      return send(response, 200, handler(match.slice(1).map(decodeURIComponent), { body: text ? JSON.parse(text) : null, headers: request.headers, query: url.searchParams }));
    } catch (error) {
      if (error instanceof Refused) return send(response, error.status, error.body);
      throw error;
    }
  }
  return send(response, 404, { title: 'Not found', status: 404, detail: `The stand-in does not know ${request.method} ${url.pathname}.` });
}

function send(response, code, body) {
  response.writeHead(code, { 'Content-Type': code < 400 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}

function file(path, response) {
  const wanted = join(DIST, path);
  const found = path !== '/' && existsSync(wanted) ? wanted : join(DIST, 'index.html');
  const nonce = 'fakenonce';
  response.writeHead(200, { 'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream', 'Content-Security-Policy': `default-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self' ws:` });
  const body = readFileSync(found);
  response.end(found.endsWith('.html') ? body.toString().replace('name="csp-nonce" content=""', `name="csp-nonce" content="${nonce}"`) : body);
}

const server = createServer((request, response) => void answer(request, response));
const sockets = new WebSocketServer({ server, path: '/api/live' });
sockets.on('connection', (socket) => {
  const watched = new Set();
  const tell = (message) => socket.send(JSON.stringify(message));
  socket.on('message', (data) => {
    const { watch, unwatch } = JSON.parse(String(data));
    if (watch?.flow) watched.add(watch.flow);
    if (unwatch?.flow) watched.delete(unwatch.flow);
    if (watch?.alarms) tell({ type: 'alarms', number: 1, changed: alarms, removed: [], snapshot: true });
  });
  let turn = 0;
  const timer = setInterval(() => {
    for (const id of watched) {
      const flow = flows.get(id);
      if (!flow) continue;
      tell({ type: 'live', flow: id, values: values(flow.document) });
      if (turn % 4 === 0) tell({ type: 'status', flow: id, state: 'running', nodes: status(flow.document) });
    }
    turn += 1;
  }, 250);
  socket.on('close', () => clearInterval(timer));
});
server.listen(Number(process.argv[2] ?? 20900), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
