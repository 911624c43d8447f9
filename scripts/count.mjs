// Adds up the reports of the test steps: count.mjs REPORTS [BROKEN STEP...]. The last line is `N passed, N failed`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...broken] = process.argv.slice(2);
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
const rows = [];

for (const [name, file] of [['Rust tests', 'junit.xml'], ['metrics in SQL', 'lake.xml']]) {
  const junit = read(file).match(/<testsuites\b[^>]*>/)?.[0];
  if (!junit) continue;
  const number = (of) => Number(junit.match(new RegExp(`\\b${of}="(\\d+)"`))?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  rows.push([name, number('tests') - failed, failed]);
}
for (const [name, file] of [['examples in the documentation', 'doc.txt'], ['tests in WebAssembly', 'wasm.txt']]) {
  const results = [...read(file).matchAll(/test result: .*?(\d+) passed; (\d+) failed/g)];
  const sum = (at) => results.reduce((total, result) => total + Number(result[at]), 0);
  if (results.length) rows.push([name, sum(1), sum(2)]);
}
const browser = read('playwright.json');
if (browser) {
  const { stats, errors } = JSON.parse(browser);
  rows.push(['browser tests', stats.expected, stats.unexpected + stats.flaky + (stats.expected + stats.unexpected ? 0 : errors.length)]);
}
// A step that broke before it could count (it did not compile, say) is one failure.
for (const name of broken) {
  const row = rows.find(([of]) => of === name);
  if (!row) rows.push([name, 0, 1]);
  else if (row[2] === 0) row[2] = 1;
}

for (const [name, passed, failed] of rows) console.log(`${name}: ${passed} passed, ${failed} failed`);
const total = (at) => rows.reduce((sum, row) => sum + row[at], 0);
console.log(`${total(1)} passed, ${total(2)} failed`);
process.exit(total(2) || !total(1) ? 1 : 0);
