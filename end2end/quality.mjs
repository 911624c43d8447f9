// Measures what a reader waits for, on the released program with the simulator beside it: Lighthouse on Overview and
// Credits, and the web's vital signs under a processor four times slower. Ends with 1 where a budget is not met.
// Usage: node end2end/quality.mjs [--uptake PATH] [--site DIR] [--simulator PATH] [--runs 3] [--write], or `make quality`.
// --site is for a program that was built without its site; --write puts the figures into docs/BENCHMARKS.md.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { install } from './quality/installation.mjs';
import { lighthouseScores } from './quality/lighthouse.mjs';
import { misses, section, writeSection } from './quality/report.mjs';
import { vitalSigns } from './quality/vitals.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const { values } = parseArgs({
  options: {
    uptake: { type: 'string', default: join(target, 'release/uptake') },
    site: { type: 'string' },
    simulator: { type: 'string', default: join(target, 'debug/simulator') },
    runs: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);

const site = values.site && resolve(values.site);
const installation = await install({ uptake: resolve(values.uptake), site, simulator: resolve(values.simulator) });
try {
  const vitals = await vitalSigns(installation, runs);
  const scores = await lighthouseScores(installation, runs);
  const measured = { vitals, scores, runs, people: installation.people, days: installation.days };
  const text = section(measured);
  console.log(text);
  if (values.write) writeSection(join(root, 'docs/BENCHMARKS.md'), text);
  const missed = misses(measured);
  for (const miss of missed) console.error(`not met: ${miss}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  await installation.stop();
}
