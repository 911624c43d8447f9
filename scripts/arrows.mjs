// Reads `cargo metadata --no-deps` and fails on a dependency between our crates that points the wrong way.
import { readFileSync } from 'node:fs';

const allowed = {
  domain: [],
  charts: ['domain'],
  app: ['charts', 'domain'],
  frontend: ['app'],
  openai: ['domain'],
  archive: ['domain'],
  metrics: ['domain'],
  collector: ['archive', 'domain', 'openai'],
  access: ['archive', 'domain'],
  server: ['access', 'app', 'archive', 'charts', 'collector', 'domain', 'metrics', 'openai'],
  simulator: ['domain'],
  demo: ['domain', 'server', 'simulator'],
  bench: ['app', 'archive', 'charts', 'domain', 'metrics', 'server', 'simulator'],
};
// Tests may also talk to the simulator; nothing that ships may.
const inTests = ['simulator'];

const { packages } = JSON.parse(readFileSync(0, 'utf8'));
const ours = new Set(packages.map(({ name }) => name));
const wrong = [];
for (const { name, dependencies } of packages) {
  if (!allowed[name]) {
    wrong.push(`${name}: a crate that scripts/arrows.mjs does not know; say there what it may depend on`);
    continue;
  }
  for (const { name: on, kind } of dependencies.filter((dependency) => ours.has(dependency.name))) {
    const may = allowed[name].includes(on) || (kind === 'dev' && inTests.includes(on));
    if (!may) wrong.push(`${name} -> ${on}: this arrow points the wrong way (see docs/ARCHITECTURE.md)`);
  }
}
for (const line of wrong) console.error(line);
process.exit(wrong.length ? 1 : 0);
