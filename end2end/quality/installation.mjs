// The released program as an organisation has it: connected, with teams and an account, its backfill over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PEOPLE = 640;
const DAYS = 180;
const EMAIL = 'admin@example.com';
const PASSWORD = 'correct horse battery staple';

/** Resolves with the first match in what a process says. */
function says(child, pattern) {
  return new Promise((found, failed) => {
    let output = '';
    const take = (text) => {
      output += text;
      const match = output.match(pattern);
      if (match) found(match);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('exit', (code) => failed(new Error(`ended with ${code} before saying ${pattern}:\n${output}`)));
  });
}

async function ended(child) {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

export async function install({ uptake, site, simulator }) {
  for (const program of [uptake, simulator]) {
    if (!existsSync(program)) throw new Error(`${program} is not there: run \`make quality\``);
  }
  const folder = mkdtempSync(join(tmpdir(), 'uptake-quality-'));
  const today = new Date().toISOString().slice(0, 10);
  const flags = ['--users', PEOPLE, '--days', DAYS, '--seed', '1', '--today', today, '--port', '0', '--key-file', join(folder, 'key')];
  const openai = spawn(simulator, flags.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = JSON.parse((await says(openai, /\{.*\}/))[0]);
  const env = {
    ...process.env,
    UPTAKE_ADDR: '127.0.0.1:0',
    UPTAKE_DATA_DIR: join(folder, 'data'),
    UPTAKE_CHATGPT_BASE_URL: said.base_url,
    UPTAKE_OPENAI_BASE_URL: said.base_url,
    UPTAKE_LOG: 'warn,server=info',
  };
  // The released program serves the site that is inside it.
  delete env.UPTAKE_SITE_DIR;
  if (site) env.UPTAKE_SITE_DIR = site;
  const run = async (args, input = '') => {
    const child = spawn(uptake, args, { env, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`uptake ${args.join(' ')} ended with ${code}:\n${complaint}`);
  };
  const teams = join(folder, 'teams.csv');
  writeFileSync(teams, await (await fetch(`${said.control.replace(/\/$/, '')}/teams.csv`)).text());
  await run(['connect', '--name', 'main', '--workspace', said.workspace, '--key-file', join(folder, 'key')]);
  await run(['import', 'teams', teams]);
  await run(['user', 'create', '--email', EMAIL, '--role', 'admin', '--password-stdin'], `${PASSWORD}\n`);
  const server = spawn(uptake, ['serve'], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [url] = await says(server, /http:\/\/127\.0\.0\.1:\d+/);
  while ((await fetch(`${url}/readyz`).then(({ status }) => status, () => 0)) !== 200) await new Promise(setImmediate);
  const style = (await (await fetch(`${url}/sign-in`)).text()).match(/href="([^"]*\.css)"/)?.[1];
  if ((await fetch(url + style)).status !== 200) throw new Error(`${uptake} has no site inside: run \`make release\`, or say --site`);
  return {
    url,
    people: PEOPLE,
    days: DAYS,
    cookie: await signIn(url),
    async stop() {
      await ended(server);
      await ended(openai);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The session's cookie as `name=value`. */
async function signIn(url) {
  const body = new URLSearchParams({ email: EMAIL, password: PASSWORD, next: '/' });
  const answer = await fetch(`${url}/auth/sign-in`, { method: 'POST', body, headers: { origin: url }, redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie || answer.headers.get('location')?.includes('sign-in')) throw new Error(`signing in: ${answer.status}`);
  return cookie;
}
