// A stand-in server for the list pages: in front of fake-server.mjs it adds sign-in, states of flows, a larger plant,
// alarms that come and go, CSV, audit and allowed writes. Everything else goes on to fake-server.mjs.
// Usage: node tests/fake-pages.mjs [port] [--setup | --signed-out] [--viewer] [--quiet]   (0 = any free port)

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

import { actOn, alarmList, counted, lastOf, nextChange, storedEvents } from './fake/alarms.mjs';
import { compare, forces, knowledge, performance, sessions, tokens, users } from './fake/operations.mjs';
import {
  allowedWrites,
  audit,
  connectionList,
  flowStates,
  importCsv,
  pageOf,
  pointsCsv,
  putPoint,
} from './fake/plant.mjs';

const flags = new Set(process.argv.slice(2));
const port = Number(process.argv[2] ?? 20901) || 0;
const user = { name: '李伟', role: flags.has('--viewer') ? 'viewer' : 'admin' };
const state = {
  setup: flags.has('--setup'),
  signedIn: !flags.has('--setup') && !flags.has('--signed-out'),
  tries: 0,
  writes: allowedWrites,
};
const session = { user, csrf: 'fake', demo: true };

class Refused {
  constructor(status, detail, extra = {}) {
    Object.assign(this, {
      status,
      body: { type: 'about:blank', title: 'Refused', status, detail, ...extra },
    });
  }
}
const refuse = (...args) => {
  throw new Refused(...args);
};

function signIn(body) {
  state.tries += 1;
  if (state.tries > 4) refuse(429, 'Too many attempts.', { retry_after: 30 });
  if (body.password !== 'correct horse battery') refuse(401, 'Wrong name or password.');
  state.signedIn = true;
  return session;
}

function setUp(body) {
  if (!state.setup) refuse(410, 'The server is set up.');
  if (body.token !== 'token') refuse(403, 'Wrong token.');
  Object.assign(state, { setup: false, signedIn: true });
  return session;
}

const OPEN = [
  ['GET', /^\/setup$/, () => ({ needed: state.setup })],
  ['POST', /^\/setup$/, (_, { body }) => setUp(body)],
  ['GET', /^\/session$/, () => (state.signedIn ? session : refuse(401, 'Not signed in.'))],
  ['POST', /^\/session$/, (_, { body }) => signIn(body)],
  [
    'DELETE',
    /^\/session$/,
    () => {
      state.signedIn = false;
      return {};
    },
  ],
];
const ROUTES = [
  [
    'POST',
    /^\/flows\/([^/]+)\/(stop|start)$/,
    ([id, what]) => {
      flowStates.set(id, what === 'stop' ? 'stopped' : 'running');
      tell({ type: 'flows' });
      return {};
    },
  ],
  [
    'DELETE',
    /^\/flows\/([^/]+)$/,
    ([id]) => {
      flowStates.set(id, 'deleted');
      tell({ type: 'flows' });
      return {};
    },
  ],
  ['GET', /^\/flows\/([^/]+)\/nodes\/([^/]+)\/last$/, ([flow, node]) => lastOf(flow, node)],
  ['GET', /^\/alarms$/, () => ({ number: 1, alarms: alarmList() })],
  [
    'POST',
    /^\/alarms\/([a-z-]+)$/,
    ([action], { body }) => {
      const { answer, changed, removed } = actOn(action, body, user.name);
      tell({ type: 'alarms', number: 1, changed, removed });
      return answer;
    },
  ],
  ['GET', /^\/events\/count$/, (_, { query }) => counted(query)],
  ['GET', /^\/events$/, (_, { query }) => storedEvents(query)],
  ['GET', /^\/history$/, () => ({ mode: 'last', truncated: false, series: [] })],
  ['GET', /^\/alarms\/performance$/, () => performance()],
  ['GET', /^\/alarms\/knowledge$/, () => knowledge],
  ['GET', /^\/alarms\/knowledge\/compare$/, () => compare],
  ['GET', /^\/forces$/, () => forces],
  ['GET', /^\/users$/, () => users],
  ['GET', /^\/sessions$/, () => sessions],
  ['GET', /^\/tokens$/, () => tokens],
  ['GET', /^\/points$/, (_, { query }) => pageOf(query)],
  ['PUT', /^\/points\/(.+)$/, ([name], { body }) => putPoint(name, body)],
  ['POST', /^\/points\.csv$/, (_, { text }) => importCsv(text)],
  ['GET', /^\/connections$/, () => connectionList],
  [
    'PUT',
    /^\/connections\/(.+)$/,
    ([id], { body }) =>
      Object.assign(
        connectionList.find((c) => c.id === id),
        body,
      ),
  ],
  [
    'DELETE',
    /^\/connections\/(.+)$/,
    ([id]) => {
      connectionList.splice(
        connectionList.findIndex((c) => c.id === id),
        1,
      );
      return {};
    },
  ],
  [
    'POST',
    /^\/connections\/try$/,
    (_, { body }) =>
      String(body.settings.host ?? body.settings.url).includes('bad')
        ? {
            ok: false,
            message: `No answer from ${body.settings.host ?? body.settings.url} within 3 s: connection refused.`,
            ms: 3004,
          }
        : { ok: true, message: 'Connected; the device answered.', ms: 12 },
  ],
  ['GET', /^\/audit$/, (_, { query }) => audit(query)],
  ['GET', /^\/allowed-writes$/, () => state.writes],
  [
    'PUT',
    /^\/allowed-writes$/,
    (_, { body }) => {
      state.writes = body;
      return body;
    },
  ],
  [
    'GET',
    /^\/status$/,
    () => ({
      worker: { state: 'up', restarts: 2, since: new Date(Date.now() - 3.2e6).toISOString() },
      version: '0.1.0',
    }),
  ],
];

const behind = await new Promise((resolve) => {
  const child = spawn(process.execPath, [new URL('./fake-server.mjs', import.meta.url).pathname, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', (line) => resolve(String(line).trim()));
  process.on('exit', () => child.kill());
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
});

async function answer(request, response) {
  const url = new URL(request.url, 'http://local');
  let text = '';
  for await (const chunk of request) text += chunk;
  if (!url.pathname.startsWith('/api/')) return forward(request, text, response);
  if (url.pathname === '/api/points.csv' && request.method === 'GET')
    return send(response, 200, pointsCsv(), 'text/csv; charset=utf-8');
  try {
    for (const [method, pattern, handler] of [
      ...OPEN,
      ['*', /^/, () => (state.signedIn ? null : refuse(401, 'Not signed in.'))],
      ...ROUTES,
    ]) {
      const match = pattern.exec(url.pathname.slice(4));
      if (!match || (method !== request.method && method !== '*')) continue;
      const isCsv = request.headers['content-type']?.startsWith('text/csv');
      const result = handler(match.slice(1).map(decodeURIComponent), {
        text,
        body: text && !isCsv ? JSON.parse(text) : null,
        query: url.searchParams,
      });
      if (method !== '*') return send(response, 200, JSON.stringify(result));
    }
  } catch (error) {
    if (error instanceof Refused)
      return send(response, error.status, JSON.stringify(error.body), 'application/problem+json');
    throw error;
  }
  return forward(request, text, response);
}

function send(response, code, body, type = 'application/json') {
  response.writeHead(code, { 'Content-Type': type });
  response.end(body);
}

async function forward(request, text, response) {
  const { host, connection, 'content-length': length, ...headers } = request.headers;
  const got = await fetch(behind + request.url, { method: request.method, headers, body: text || undefined });
  const type = got.headers.get('content-type');
  const policy = got.headers.get('content-security-policy');
  let body = Buffer.from(await got.arrayBuffer());
  if (request.url === '/api/flows' && request.method === 'GET')
    body = JSON.stringify(
      JSON.parse(body)
        .map(withState)
        .filter((f) => f.state !== 'deleted'),
    );
  response.writeHead(
    got.status,
    policy ? { 'Content-Type': type, 'Content-Security-Policy': policy } : { 'Content-Type': type },
  );
  response.end(body);
}

const withState = (flow, i) => ({
  ...flow,
  state: flowStates.get(flow.id) ?? flow.state,
  changed: i === 0,
  disabled: null,
  problem: '',
  stopped_nodes: [],
  problems: flow.state === 'draft' ? 2 : 0,
});

const server = createServer((request, response) => void answer(request, response));
const sockets = new WebSocketServer({ server, path: '/api/live' });
function tell(message) {
  for (const socket of sockets.clients) socket.send(JSON.stringify(message));
}
sockets.on('connection', (socket) =>
  socket.on('message', (data) => {
    if (JSON.parse(String(data)).watch?.alarms)
      socket.send(
        JSON.stringify({ type: 'alarms', number: 1, changed: alarmList(), removed: [], snapshot: true }),
      );
  }),
);
if (!flags.has('--quiet')) setInterval(() => tell({ type: 'alarms', number: 2, ...nextChange() }), 5000);
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
