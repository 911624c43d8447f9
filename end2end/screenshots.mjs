// Takes the pictures of docs/screenshots from the demo organisation, light and dark, wide and narrow. Its time stands
// still, so that only a changed page gives a changed picture. They are WebP, which keeps whole pages small.
// Usage: node end2end/screenshots.mjs [--png] [FOLDER] [PAGE...], after `make demo` has built what it shows.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './quality/browser.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({ options: { png: { type: 'boolean', default: false } }, allowPositionals: true });
const folder = resolve(positionals[0] ?? join(root, 'docs/screenshots'));
const wanted = positionals.slice(1);
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
// Teams whose names every machine has letters for.
const organisation = ['--seed', '4', '--teams', '9', '--reviews-by-person', '--now', '2026-11-20T16:00:00Z', '--port', '0'];

const demo = spawn(join(target, 'debug/uptake-demo'), organisation, {
  env: { ...process.env, UPTAKE_SITE_DIR: process.env.UPTAKE_SITE_DIR ?? join(root, 'target/site') },
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** The link that the demo prints. */
async function link() {
  for await (const line of createInterface({ input: demo.stdout })) {
    const [, found] = line.match(/Open (http:\S+)/) ?? [];
    if (found) return found;
  }
  throw new Error('the demo ended before it printed a link');
}

/** A budget, and something to read on the time axis. */
async function settle(page, origin) {
  const send = async (path, form) => {
    const answer = await page.request.post(origin + path, { form, headers: { origin } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`);
  };
  await send('/fn/settle_budget', { monthly: '60000', starts: '1', rate: '0.04', currency: 'EUR' });
  await send('/fn/annotate', { day: '2026-10-12', text: 'Rollout to Platform', team: '' });
  await send('/fn/annotate', { day: '2026-11-09', text: 'A new model', team: '', shared: 'true' });
  const link = new FormData();
  const set = { page: 'overview', label: 'Codex in ninety days', range: '90d', window: 'year', compare: 'true', small_groups: 'true', ends: '2027-02-18' };
  for (const [name, value] of Object.entries(set)) link.append(`form[${name}]`, value);
  for (const part of ['headline', 'figures', 'course', 'clients', 'teams']) link.append('form[parts][]', part);
  await send('/fn/make_link', link);
}

/** The whole page, as small as it gets without looking worse. */
async function picture(tab, path) {
  // An address is another one each time.
  await tab.locator('.address input').evaluateAll((all) => all.forEach((one) => one.setAttribute('value', 'https://uptake.example.com/s/…')));
  const height = await tab.evaluate(() => document.documentElement.scrollHeight);
  await tab.setViewportSize({ width: tab.viewportSize().width, height });
  if (values.png) return tab.screenshot({ path: `${path}.png` });
  const cdp = await tab.context().newCDPSession(tab);
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 16 });
  return writeFileSync(`${path}.webp`, Buffer.from(data, 'base64'));
}

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
try {
  const way = await link();
  const origin = new URL(way).origin;
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(way);
  // The backfill runs while the page is open; it is over when nothing is shown as running any more.
  await page.locator('.progress').waitFor({ state: 'attached', timeout: 5_000 }).catch(() => {});
  await page.locator('.progress').waitFor({ state: 'detached', timeout: 120_000 });
  await settle(page, origin);
  const one = async (path, selector) => {
    await page.goto(origin + path);
    return page.locator(selector).first().getAttribute('href');
  };
  const pages = {
    overview: '/',
    adoption: '/adoption?range=90d',
    credits: '/credits?compare=1',
    reviews: '/reviews?range=90d',
    teams: '/teams?range=90d',
    team: await one('/teams?sort=-credits', 'table.compared tbody th a'),
    people: '/people?band=light&order=credits',
    person: await one('/people?order=credits', 'table.grid tbody th a'),
    connect: '/connect',
    ways: '/connect/new',
    rollout: '/connect/rollout',
    budget: '/settings/budget',
    annotations: '/settings/annotations',
    links: '/links',
    'link-form': '/links?new=credits&range=90d&compare=1',
    shared: (await (await page.request.get(`${origin}/links`)).text()).match(/\/s\/[\w-]{43}/)[0],
  };
  mkdirSync(folder, { recursive: true });
  const storageState = await first.storageState();
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 360]) {
      const context = await browser.newContext({ storageState, colorScheme, viewport: { width, height: 900 } });
      for (const [name, path] of Object.entries(pages)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        const tab = await context.newPage();
        await tab.goto(origin + path, { waitUntil: 'networkidle' });
        await picture(tab, join(folder, `${name}-${colorScheme}-${width}`));
        await tab.close();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  demo.kill();
}
