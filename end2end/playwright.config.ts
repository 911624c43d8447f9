/**
 * Every spec runs twice: hydrated, and with JavaScript off; `*.hydrate.spec.ts` needs JavaScript and runs once.
 * Browser: the system's Chromium, which is kept from asking its maker's servers for anything.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

function chromium(): string {
  const named = process.env.UPTAKE_CHROMIUM;
  if (named) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      const path = execFileSync('which', [name], { encoding: 'utf8' }).trim();
      if (existsSync(path)) return path;
    } catch {
      // Not under this name.
    }
  }
  throw new Error('Chromium is not installed: run scripts/setup.sh test');
}

const args = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-lcd-text',
  '--disable-quic',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--no-first-run',
];
if (process.getuid?.() === 0) args.push('--no-sandbox');

const browser = {
  ...devices['Desktop Chrome'],
  viewport: { width: 1440, height: 900 },
  launchOptions: { executablePath: chromium(), args },
};

export default defineConfig({
  testDir: './tests',
  globalSetup: './tests/support/global-setup.ts',
  outputDir: '../target/playwright/results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Letters are smoothed a little differently by another processor; what is moved or missing changes far more.
    toHaveScreenshot: { maxDiffPixelRatio: 0.005, threshold: 0.25, animations: 'disabled', caret: 'hide' },
  },
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? '../target/playwright/report.json' }]],
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'hydrated', use: browser },
    { name: 'no-js', use: { ...browser, javaScriptEnabled: false }, testIgnore: '**/*.hydrate.spec.ts' },
  ],
});
