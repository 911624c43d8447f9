// `make dev`: builds, runs the demo, watches the sources, builds again what changed and reloads the page.
// The browser talks to a proxy at UPTAKE_ADDR, which stays while the server behind it comes and goes,
// and which adds a script to each page that listens for the next build.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const [host, port] = (process.env.UPTAKE_ADDR ?? '127.0.0.1:3000').split(':');
const address = `http://${host}:${port}`;
const listeners = new Set();
let server;
let upstream = 0;
let arrived = Promise.resolve();

const say = (text) => console.error(`== ${text}`);

function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', (problem) => { say(`${command}: ${problem.message}`); done(false); });
    child.on('exit', (code) => done(code === 0));
  });
}

// Which parts must be built again when a file has changed.
function parts(path) {
  if (/(^|\/)(target|node_modules|tests|\.git)\//.test(path) || /(~|\.swp|\.snap|\.snap\.new)$/.test(path)) return [];
  if (/^(style|public)\//.test(path)) return ['site'];
  if (/^(app\/|frontend\/|Cargo\.)/.test(path)) return ['site', 'server'];
  if (/^(server|end2end\/(demo|simulator))\//.test(path)) return ['server'];
  return [];
}

async function build(wanted) {
  const jobs = [];
  if (wanted.has('site')) jobs.push(run('scripts/site.sh', ['--dev']));
  if (wanted.has('server')) jobs.push(run('cargo', ['build', '--quiet', '--bin', 'uptake-demo']));
  return (await Promise.all(jobs)).every(Boolean);
}

function stop() {
  return new Promise((done) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return done();
    server.once('exit', done);
    server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), 3_000).unref();
  });
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, host, () => {
      const free = probe.address().port;
      probe.close(() => found(free));
    });
  });
}

// Its data is kept, so that one stays signed in. Resolves once the demo has printed its link, or has ended without.
async function start() {
  upstream = 0;
  let ready;
  arrived = new Promise((resolve) => { ready = resolve; });
  await stop();
  const chosen = await freePort();
  server = spawn(join(target, 'debug/uptake-demo'), ['--data-dir', join(root, 'target/dev'), ...process.argv.slice(2)], {
    cwd: root,
    env: {
      ...process.env,
      UPTAKE_ADDR: `${host}:${chosen}`,
      UPTAKE_PUBLIC_URL: address,
      UPTAKE_SITE_DIR: join(root, 'target/site-dev'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const [stream, to] of [[server.stdout, process.stdout], [server.stderr, process.stderr]]) {
    stream.setEncoding('utf8').on('data', (text) => {
      to.write(text);
      if (/Open http/.test(text)) {
        upstream = chosen;
        ready();
      }
    });
  }
  server.on('error', (problem) => { say(`uptake-demo: ${problem.message}`); ready(); });
  server.on('exit', ready);
  await arrived;
}

function tellPages() {
  for (const listener of listeners) listener.write('data: reload\n\n');
}

const reload = `let seen = false; const news = new EventSource('/__dev/news');
news.onmessage = () => location.reload(); news.onopen = () => { if (seen) location.reload(); seen = true; };`;

function forward(request, response) {
  const headers = { ...request.headers, 'accept-encoding': 'identity' };
  const onward = http.request(
    { host, port: upstream, path: request.url, method: request.method, headers },
    (answer) => {
      const html = (answer.headers['content-type'] ?? '').startsWith('text/html');
      if (!html) {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
        return;
      }
      const nonce = (answer.headers['content-security-policy'] ?? '').match(/'nonce-([^']+)'/)?.[1];
      const script = `<script src="/__dev/reload.js"${nonce ? ` nonce="${nonce}"` : ''} async></script>`;
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8').replace('</head>', `${script}</head>`);
        const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers;
        response.writeHead(answer.statusCode, rest);
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    },
  );
  onward.on('error', (problem) => {
    if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(`the server does not answer: ${problem.message}\n`);
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

const proxy = http.createServer(async (request, response) => {
  if (request.url === '/__dev/reload.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(reload);
  } else if (request.url === '/__dev/news') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': listening\n\n');
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  } else {
    await arrived;
    if (upstream) forward(request, response);
    else response.writeHead(503, { 'content-type': 'text/plain' }).end('the server did not start: see the terminal\n');
  }
});

let waiting = new Set();
let busy = false;
let timer;

async function work() {
  if (busy) return;
  busy = true;
  while (waiting.size > 0) {
    const wanted = waiting;
    waiting = new Set();
    const began = Date.now();
    if (await build(wanted)) {
      // The server reads a new site by itself; only new code needs a new process.
      if (wanted.has('server')) await start();
      tellPages();
      say(`${[...wanted].join(' and ')} ready after ${((Date.now() - began) / 1000).toFixed(1)} s; watching`);
    } else {
      say('the build failed; the page stays as it was. Watching');
    }
  }
  busy = false;
}

function changed(path) {
  const found = parts(path);
  if (found.length === 0) return;
  for (const part of found) waiting.add(part);
  clearTimeout(timer);
  timer = setTimeout(work, 100);
}

for (const folder of ['app', 'frontend', 'server', 'style', 'public', 'end2end/demo', 'end2end/simulator']) {
  watch(join(root, folder), { recursive: true }, (_, name) => name && changed(join(folder, name)));
}
for (const file of ['Cargo.toml', 'Cargo.lock']) watch(join(root, file), () => changed(file));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await stop();
    process.exit(0);
  });
}
proxy.on('error', (problem) => {
  say(problem.code === 'EADDRINUSE' ? `${address} is in use: set UPTAKE_ADDR to another one` : problem.message);
  process.exit(1);
});
proxy.listen(Number(port), host, () => {
  waiting = new Set(['site', 'server']);
  work();
});
