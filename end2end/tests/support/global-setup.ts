/** Makes the shared world before the specs and ends its processes after them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from '@playwright/test';
import { folder, Installation, Simulator } from './processes';
import { type Account, todayUtc, worldFile, writeWorld } from './world';

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

export default async function globalSetup() {
  mkdirSync(dirname(worldFile), { recursive: true });
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
  writeWorld({
    url: server.url,
    control: simulator.control,
    token,
    today,
    admin: ADMIN,
    leader: LEADER,
    adminState: await signIn(server.url, ADMIN, join(states, 'admin.json')),
    leaderState: await signIn(server.url, LEADER, join(states, 'leader.json')),
  });
  return async () => {
    await server.stop();
    await simulator.stop();
  };
}
