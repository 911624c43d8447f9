// Lighthouse, signed in: its own presets for a phone (a slow 4G and a processor four times slower, simulated) and for
// a desk. The best practices of search engines are left out: pages behind a sign-in say `noindex`.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import desktop from 'lighthouse/core/config/desktop-config.js';
import { chromiumArgs, chromiumPath } from './browser.mjs';

const PAGES = { Overview: '/', Credits: '/credits' };
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

/** The scores of each page and preset: the median run by performance, and what keeps any score under 100. */
export async function lighthouseScores({ url, cookie }, runs) {
  const chrome = await launch({ chromePath: chromiumPath(), chromeFlags: [...chromiumArgs, '--headless=new'] });
  const scores = [];
  try {
    for (const [page, path] of Object.entries(PAGES)) {
      for (const [preset, config] of [['mobile', undefined], ['desktop', desktop]]) {
        const results = [];
        for (let run = 0; run < runs; run += 1) {
          const flags = { port: chrome.port, onlyCategories: CATEGORIES, extraHeaders: { Cookie: cookie }, logLevel: 'error' };
          const lhr = await traced(() => lighthouse(url + path, flags, config), `${page}, ${preset}`);
          if (!lhr.finalDisplayedUrl.endsWith(path)) throw new Error(`${page} led to ${lhr.finalDisplayedUrl}`);
          results.push(lhr);
        }
        scores.push({ page, preset, version: results[0].lighthouseVersion, ...of(results) });
      }
    }
  } finally {
    chrome.kill();
  }
  return scores;
}

/** A run whose trace is whole. Chromium now and then loses the beginning of one, and Lighthouse asks to run again. */
async function traced(run, name, left = 2) {
  const { lhr } = await run();
  if (!lhr.runtimeError) return lhr;
  if (left === 0 || lhr.runtimeError.code !== 'NO_NAVSTART') throw new Error(`${name}: ${lhr.runtimeError.message}`);
  return traced(run, name, left - 1);
}

function of(results) {
  const score = (lhr, category) => Math.round((lhr.categories[category].score ?? 0) * 100);
  const sorted = [...results].sort((a, b) => score(a, 'performance') - score(b, 'performance'));
  const median = sorted[Math.floor(sorted.length / 2)];
  const low = Object.values(median.audits).filter(
    ({ id, score: one }) => one !== null && one < 0.9 && CATEGORIES.some((name) => median.categories[name].auditRefs.some((ref) => ref.id === id && ref.weight > 0)),
  );
  const seconds = (id) => median.audits[id].numericValue;
  return {
    performance: score(median, 'performance'),
    accessibility: Math.min(...results.map((lhr) => score(lhr, 'accessibility'))),
    practices: Math.min(...results.map((lhr) => score(lhr, 'best-practices'))),
    lcp: seconds('largest-contentful-paint'),
    blocked: seconds('total-blocking-time'),
    cls: seconds('cumulative-layout-shift'),
    low: low.map(({ id, displayValue }) => `${id}${displayValue ? ` (${displayValue})` : ''}`),
  };
}
