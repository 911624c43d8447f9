// LCP, CLS and INP as Chromium itself reports them, with its processor slowed down four times over CDP: each run is a
// first visit with an empty cache, followed by what a reader does there.
import { chromium } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './browser.mjs';

const SLOWER = 4;
/** Chromium tells of no event that took less. */
const LEAST = 16;

const click = (selector) => (page) => page.locator(selector).first().click();
const url = (pattern) => (page) => page.waitForURL(pattern);
const shown = (selector) => (page) => page.locator(selector).first().waitFor();

/** What is done on each page: its name, the deed, and what shows that it has been answered. */
const PAGES = {
  Overview: {
    path: '/',
    deeds: [
      ['range: 90 days', click('.range a:text-is("90 days")'), url(/range=90d/)],
      ['interval: weekly', click('.cuts a:text-is("Weekly")'), url(/by=week/)],
      ['key figure: Credits', click('.kpi:has-text("Credits") a'), url(/show=credits/)],
      ['compare', click('.toggle'), url(/compare=1/)],
      ['filter: a team', click('table.teams tbody th a'), url(/team=/)],
      ['chip: away with it', click('.chips a'), url((to) => !to.search.includes('team='))],
      ['chart by keyboard', async (page) => { await page.locator('.plot').first().focus(); await page.keyboard.press('ArrowLeft'); }, shown('.tip')],
      ['menu', click('.menu > summary'), shown('.menu[open] .pop')],
      ['theme: dark', (page) => page.getByText('Dark', { exact: true }).click(), shown('html[data-theme=dark]')],
    ],
  },
  Credits: {
    path: '/credits',
    deeds: [
      ['range: 90 days', click('.range a:text-is("90 days")'), url(/range=90d/)],
      ['split: by team', click('.cuts a:text-is("By team")'), url(/split=team/)],
      ['interval: daily', click('.cuts a:text-is("Daily")'), url(/by=day/)],
      ['filter: a client', click('.halves .bars a'), url(/client=/)],
      ['key: everything', (page) => page.keyboard.press('a'), url(/range=all/)],
      ['table of a chart', click('figure .data > summary'), shown('figure .data[open] table')],
      ['menu', click('.menu > summary'), shown('.menu[open] .pop')],
    ],
  },
  Adoption: { path: '/adoption', deeds: [['range: 90 days', click('.range a:text-is("90 days")'), url(/range=90d/)]] },
  Reviews: { path: '/reviews', deeds: [['range: 90 days', click('.range a:text-is("90 days")'), url(/range=90d/)]] },
  Teams: { path: '/teams', deeds: [['sort: credits', click('table thead a:text-is("Credits")'), url(/sort=-credits/)]] },
  People: { path: '/people', deeds: [['sort: credits', click('table thead a:text-is("Credits")'), url(/order=credits/)]] },
};

/** Runs in the page before anything else: keeps what the browser tells. */
function listen() {
  const kept = (window.kept = { lcp: 0, shifts: [], events: [] });
  const on = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  on('largest-contentful-paint', (entry) => (kept.lcp = entry.startTime));
  on('layout-shift', (entry) => !entry.hadRecentInput && kept.shifts.push([entry.startTime, entry.value]));
  on('event', (entry) => entry.interactionId && kept.events.push(entry.duration), { durationThreshold: 16 });
  on('first-input', (entry) => kept.events.push(entry.duration));
}

/** The largest sum of shifts with less than a second between them, in at most five. */
function cls(shifts) {
  let [worst, sum, first, last] = [0, 0, -Infinity, -Infinity];
  for (const [at, value] of shifts) {
    const same = at - last < 1000 && at - first < 5000;
    [sum, first, last] = same ? [sum + value, first, at] : [value, at, at];
    worst = Math.max(worst, sum);
  }
  return worst;
}

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
/** Until what was asked for has been painted and the browser has told of it. */
const settled = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250)))));

/** Counts what is on its way; resolves once nothing has been for a while, so that no deed meets the answer to another. */
function traffic(page) {
  let [open, last] = [0, Date.now()];
  const change = (by) => () => ([open, last] = [Math.max(0, open + by), Date.now()]);
  page.on('request', change(1));
  for (const over of ['requestfinished', 'requestfailed']) page.on(over, change(-1));
  return async () => {
    last = Date.now();
    while (open > 0 || Date.now() - last < 400) await new Promise((next) => setTimeout(next, 50));
  };
}

async function visit(browser, { url: origin, cookie }, { path, deeds }) {
  const [name, value] = cookie.split('=');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name, value, url: origin }]);
  const page = await context.newPage();
  await page.addInitScript(listen);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const quiet = traffic(page);
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  await settled(page);
  const lcp = await page.evaluate(() => window.kept.lcp);
  const interactions = {};
  for (const [what, act, answered] of deeds) {
    await page.evaluate(() => (window.kept.events.length = 0));
    await act(page);
    await answered(page);
    await quiet();
    await page.locator('.pending.on').waitFor({ state: 'detached' });
    await settled(page);
    interactions[what] = Math.max(LEAST, ...(await page.evaluate(() => window.kept.events)));
  }
  const shifts = await page.evaluate(() => window.kept.shifts);
  await context.close();
  return { lcp, cls: cls(shifts), interactions };
}

/** For each page the median LCP, the worst CLS, and the median of each interaction; its INP is the worst of these. */
export async function vitalSigns(installation, runs) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
  try {
    const found = [];
    for (const [page, plan] of Object.entries(PAGES)) {
      const visits = [];
      for (let run = 0; run < runs; run += 1) visits.push(await visit(browser, installation, plan));
      const interactions = plan.deeds.map(([what]) => [what, median(visits.map((one) => one.interactions[what]))]);
      found.push({
        page,
        lcp: median(visits.map((one) => one.lcp)),
        cls: Math.max(...visits.map((one) => one.cls)),
        inp: Math.max(...interactions.map(([, took]) => took)),
        interactions,
      });
    }
    return { browser: browser.version(), least: LEAST, slower: SLOWER, found };
  } finally {
    await browser.close();
  }
}
