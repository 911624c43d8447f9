/** Makes the shared world before the specs and ends its processes after them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from '@playwright/test';
import { demo, folder, Installation, type Running, Simulator } from './processes';
import { type Account, todayUtc, type World, worldFile, writeWorld } from './world';

const ADMIN: Account = { email: 'admin@example.com', password: 'correct horse battery staple' };
const LEADER: Account = { email: 'leader@example.com', password: 'another long enough phrase' };

async function signIn(url: string, account: Account, path: string): Promise<string> {
  const context = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
  const answer = await context.post('/auth/sign-in', { form: { ...account, next: '/' } });
  if (!answer.ok() || answer.url().includes('sign-in')) throw new Error(`signing in ended at ${answer.url()}`);
  await context.storageState({ path });
  await context.dispose();
  return path;
}

/** The moment at which the demo stands still: a Friday afternoon. */
const MOMENT = '2026-11-20T16:00:00Z';

/** The form of a link to the Overview of three months, in which visitors may choose other days. */
function shared(label: string, password = ''): FormData {
  const form = new FormData();
  const set = { page: 'overview', label, range: '90d', window: 'year', compare: 'true', small_groups: 'true', ends: '2027-02-18', password };
  for (const [name, value] of Object.entries(set)) form.append(`form[${name}]`, value);
  for (const part of ['headline', 'figures', 'course', 'clients', 'teams']) form.append('form[parts][]', part);
  return form;
}

/** The demo standing still, with a budget and something marked, and its backfill over. */
async function standStill(): Promise<{ process: Running; still: World['still'] }> {
  const { process, link } = await demo(
    ['--users', '180', '--teams', '8', '--days', '120', '--seed', '4', '--reviews-by-person', '--now', MOMENT, '--port', '0'],
  );
  const url = new URL(link).origin;
  const context = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } });
  const page = async (path: string) => (await context.get(path)).text();
  await page(link);
  const send = async (path: string, form: Record<string, string> | FormData) => {
    const answer = await context.post(path, { form });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  };
  await send('/fn/settle_budget', { monthly: '20000', starts: '1', rate: '0.04', currency: 'EUR' });
  await send('/fn/annotate', { day: '2026-11-09', text: 'Rollout to Platform', team: '' });
  await send('/fn/begin_guide', { route: 'platform-key' });
  await send('/fn/tick_step', { id: '1', step: 'prerequisites', done: 'true' });
  await send('/fn/settle_rollout', { item: 'security-owner', owner: 'Grace Hopper', due: '2026-11-13' });
  await send('/fn/make_link', shared('Codex in ninety days'));
  await send('/fn/make_link', shared('Board meeting', 'four unrelated words'));
  const deadline = Date.now() + 60_000;
  for (let text = ''; !text.includes('class="kpi"') || text.includes('class="progress"'); text = await page('/')) {
    if (Date.now() > deadline) throw new Error(`the demo's backfill does not end:\n${process.output}`);
  }
  const first = async (path: string, link: RegExp) => (await page(path)).match(link)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const state = join(folder('states'), 'still.json');
  const still = {
    url,
    state,
    team: await first('/teams?sort=-credits', /href="(\/teams\/[^"?]+[^"]*)"/),
    shared: await first('/links', /Codex in ninety days[^]*?(\/s\/[\w-]{43})/),
    locked: await first('/links', /Board meeting[^]*?(\/s\/[\w-]{43})/),
    person: await first('/people?order=credits', /href="(\/people\/[^"?]*%40[^"]*|\/people\/[^"?]*@[^"]*)"/),
  };
  await context.storageState({ path: state });
  await context.dispose();
  return { process, still };
}

export default async function globalSetup() {
  mkdirSync(dirname(worldFile), { recursive: true });
  const standing = standStill();
  const today = todayUtc();
  const simulator = await Simulator.start(
    ['--users', '300', '--teams', '10', '--days', '120', '--seed', '7', '--today', today],
  );
  const installation = new Installation(simulator.baseUrl);
  await installation.done(
    ['connect', '--name', 'main', '--workspace', simulator.workspace, '--key-file', simulator.keyFile],
  );
  const csv = join(folder('csv'), 'teams.csv');
  writeFileSync(csv, await simulator.text('/teams.csv'));
  await installation.done(['import', 'teams', csv]);
  await installation.done(['user', 'create', '--email', ADMIN.email, '--role', 'admin', '--password-stdin'], `${ADMIN.password}\n`);
  await installation.done(['user', 'create', '--email', LEADER.email, '--role', 'leader', '--password-stdin'], `${LEADER.password}\n`);
  const token = await installation.done(['token', 'create', '--name', 'specs', '--scope', 'persons']);
  const server = await installation.serve();
  const states = folder('states');
  const { process, still } = await standing;
  writeWorld({
    url: server.url,
    control: simulator.control,
    token,
    today,
    admin: ADMIN,
    leader: LEADER,
    adminState: await signIn(server.url, ADMIN, join(states, 'admin.json')),
    leaderState: await signIn(server.url, LEADER, join(states, 'leader.json')),
    still,
  });
  return async () => {
    await process.kill();
    await server.stop();
    await simulator.stop();
  };
}
