/**
 * The guide: from nothing to a finished backfill, while OpenAI takes its time to give the key its scope; a second
 * admin goes on where the first one left. And the rollout, as a list to tick.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violations } from './support/axe';
import { misfits } from './support/fit';
import { Installation, Simulator } from './support/processes';
import { expect, test } from './support/test';
import { plus, todayUtc } from './support/world';

// Scripts of the spec would be refused by the pages' own policy.
test.use({ bypassCSP: true });

async function signIn(page: Page, url: string, email: string) {
  await page.context().clearCookies();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('a long enough pass phrase');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${url}/`);
}

/** The page fits a narrow screen, and axe finds nothing. */
async function isFine(page: Page, scripts: boolean) {
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await misfits(page)).toEqual([]);
  if (scripts) expect(await violations(page)).toEqual([]);
  await page.setViewportSize(size);
}

test.describe('from nothing', () => {
  test.use({ storageState: { cookies: [], origins: [] }, expected: [[/status of 422/], { option: true }] as never });

  test('an admin waits for OpenAI, another goes on, and all days are read', async ({ page, javaScriptEnabled }) => {
    const scripts = javaScriptEnabled !== false;
    const today = todayUtc();
    const simulator = await Simulator.start(['--users', '30', '--teams', '3', '--days', '20', '--seed', '3', '--today', today]);
    const key = readFileSync(simulator.keyFile, 'utf8').trim();
    const installation = new Installation(simulator.baseUrl, { UPTAKE_BACKFILL_DAYS: '20' });
    for (const who of ['ada', 'grace']) {
      await installation.done(['user', 'create', '--email', `${who}@example.com`, '--role', 'admin', '--password-stdin'], 'a long enough pass phrase\n');
    }
    const server = await installation.serve();
    const current = page.locator('.step.current');
    try {
      await signIn(page, server.url, 'ada@example.com');
      await page.getByRole('link', { name: 'Connections', exact: true }).click();
      await page.getByRole('link', { name: 'Connect step by step' }).click();
      await isFine(page, scripts);
      await page.getByRole('button', { name: 'Begin : Platform key' }).click();
      await expect(current.locator('h2')).toHaveText('See that everything is there');
      for (const done of ['All is there', 'The key is made', 'It is kept safely']) {
        await page.getByRole('button', { name: done }).click();
      }
      await page.getByLabel('The key’s name at OpenAI').fill('uptake-read');
      await page.getByLabel('Who made it').fill(`it is ${key}`.slice(0, 80));
      await page.getByLabel('Its last four characters').fill(key.slice(-4));
      await page.getByRole('button', { name: 'Write the e-mail' }).click();
      await expect(page.getByRole('alert'), 'a key is not kept in clear').toContainText('not the key itself');
      expect(await page.content()).not.toContain(key.slice(0, 30));
      await page.getByLabel('The key’s name at OpenAI').fill('uptake-read');
      await page.getByLabel('Who made it').fill('Ada Lovelace, ada@example.com');
      await page.getByLabel('Its last four characters').fill(key.slice(-4));
      await page.getByRole('button', { name: 'Write the e-mail' }).click();
      await expect(page.getByLabel('Text of the e-mail')).toHaveValue(new RegExp(`Last four characters: ${key.slice(-4)}`));
      await expect(page.getByRole('link', { name: 'Open it in your e-mail program' })).toHaveAttribute('href', /^mailto:support@openai\.com\?/);
      await isFine(page, scripts);
      await page.getByLabel('Sent on').fill(plus(today, -8));
      await page.getByRole('button', { name: 'It is sent' }).click();
      await expect(page.locator('.remind')).toContainText('business days have passed');

      await signIn(page, server.url, 'grace@example.com');
      await page.goto(`${server.url}/connect`);
      await page.getByRole('link', { name: 'A connection without a name yet' }).click();
      await expect(page.locator('.step.done').first()).toContainText('by ada@example.com');
      await page.getByLabel('Name').fill('Acme');
      await page.getByLabel('Workspace id').fill('somewhere');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('alert')).toContainText('This workspace id cannot be used');
      await expect(page.getByLabel('Name'), 'typed once').toHaveValue('Acme');
      await expect(page.getByLabel('Workspace id')).toHaveValue('somewhere');
      await page.getByLabel('Workspace id').fill(simulator.workspace);
      await page.getByRole('button', { name: 'Save' }).click();

      await simulator.post('/fault', { kind: 'forbidden', times: null });
      await page.locator('input[name=key]').fill(key);
      await page.getByRole('button', { name: 'Try the key' }).click();
      const waiting = page.locator('.step.waiting');
      await expect(waiting.locator('h2')).toHaveText('OpenAI adds the scope');
      await expect(waiting).toContainText('in about 4 hours');
      await isFine(page, scripts);
      await page.getByRole('button', { name: 'Test now' }).click();
      await expect(waiting).toBeVisible();
      await simulator.clearFaults();
      await page.getByRole('button', { name: 'Test now' }).click();
      await page.goto(`${server.url}/connect`);
      await expect(page.locator('.under-way')).toContainText('The key works now');
      await page.getByRole('link', { name: 'Acme' }).click();
      await page.getByRole('button', { name: 'Connect and begin to read' }).click();
      await expect(page.locator('.step.waiting, .step.done').filter({ hasText: 'reads all days' })).toBeVisible();
      await page.getByRole('button', { name: 'Go on without teams' }).click();
      await expect
        .poll(async () => {
          // The page asks again by itself, too, where it has scripts.
          await page.goto(page.url()).catch(() => null);
          return page.locator('.finished').count();
        }, { timeout: 30_000 })
        .toBe(1);
      await expect(page.locator('.finished')).toContainText('20 days are here');
      await isFine(page, scripts);
      expect(await page.content()).not.toContain(key);
      await page.getByRole('button', { name: 'Close' }).first().click();
      await expect(page).toHaveURL(new RegExp(`${server.url}/connect\\??$`));
      await expect(page.locator('.connection h2')).toHaveText('Acme');
    } finally {
      await server.stop();
      await simulator.stop();
    }
    expect(server.process.output.includes(key)).toBe(false);
  });
});

test('an item of the rollout gets an owner, a date and a tick', async ({ page, world, javaScriptEnabled }, info) => {
  const item = info.project.name === 'no-js' ? 'Success has a number' : 'Code review is on';
  await page.goto('/connect/rollout');
  await expect(page.locator('#local-seen')).toContainText('Done: seen on');
  await page.getByRole('link', { name: item }).click();
  const form = page.getByRole('region', { name: item });
  await form.getByLabel('Who looks after it').fill('Grace Hopper');
  await form.getByLabel('Until when').fill('2020-01-01');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('within two years');
  await expect(form.getByLabel('Who looks after it'), 'typed once').toHaveValue('Grace Hopper');
  await form.getByLabel('Until when').fill(plus(world.today, 14));
  await form.getByLabel('Done').check();
  await isFine(page, javaScriptEnabled !== false);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.saved')).toContainText(item);
  const row = page.getByRole('listitem').filter({ hasText: item });
  await expect(row).toContainText('by admin@example.com');
  await expect(row).toContainText('Grace Hopper');
});
