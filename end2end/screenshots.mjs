// Takes the pictures of docs/screenshots from the demo organisation, light and dark, wide and narrow.
// Usage: node end2end/screenshots.mjs [FOLDER], after `make demo` has built what it shows.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'docs/screenshots'));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const pages = { overview: '/', adoption: '/adoption?range=90d', credits: '/credits?range=90d', reviews: '/reviews?range=90d', people: '/people?order=credits', teams: '/teams?range=90d', connect: '/connect', budget: '/settings/budget' };

const demo = spawn(join(target, 'debug/uptake-demo'), ['--port', '0', '--seed', '4'], {
  env: { ...process.env, UPTAKE_SITE_DIR: process.env.UPTAKE_SITE_DIR ?? join(root, 'target/site') },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  let link;
  for await (const line of createInterface({ input: demo.stdout })) {
    link = line.match(/Open (http:\S+)/)?.[1];
    if (link) break;
  }
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.UPTAKE_CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(link);
  // The backfill runs while the page is open; it is over when nothing is shown as running any more.
  await page.locator('.progress').waitFor({ state: 'attached', timeout: 5_000 }).catch(() => {});
  await page.locator('.progress').waitFor({ state: 'detached', timeout: 120_000 });
  const storageState = await first.storageState();
  const origin = new URL(link).origin;
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 360]) {
      const context = await browser.newContext({ storageState, colorScheme, viewport: { width, height: 900 } });
      const tab = await context.newPage();
      for (const [name, path] of Object.entries(pages)) {
        await tab.goto(origin + path, { waitUntil: 'networkidle' });
        await tab.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      }
      await context.close();
    }
  }
  await browser.close();
} finally {
  demo.kill();
}
