/** While a pass runs, an open page follows it by itself and shows what was read as soon as it is there. */
import { expect, test } from './support/test';
import { Installation, Simulator } from './support/processes';
import { todayUtc } from './support/world';

test.use({ storageState: { cookies: [], origins: [] } });

test('a page that was opened during the first pass fills itself', async ({ page }) => {
  const simulator = await Simulator.start(
    ['--users', '60', '--teams', '4', '--days', '60', '--seed', '7', '--today', todayUtc()],
  );
  const installation = new Installation(simulator.baseUrl);
  try {
    await installation.done(
      ['connect', '--name', 'main', '--workspace', simulator.workspace, '--key-file', simulator.keyFile, '--no-sync'],
    );
    await installation.done(['user', 'create', '--email', 'first@example.com', '--role', 'admin', '--password-stdin'], 'a long enough pass phrase\n');
    // Slow enough to be seen on its way, and quick once it was.
    await simulator.post('/fault', { kind: 'slow', millis: 700, after: 0, times: null });
    const server = await installation.serve();
    try {
      await page.goto(`${server.url}/sign-in`);
      await page.getByLabel('E-mail').fill('first@example.com');
      await page.getByLabel('Password').fill('a long enough pass phrase');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page).toHaveURL(`${server.url}/`);
      const line = page.locator('.progress .pass-text');
      await expect(line).toBeVisible();
      let loaded = 0;
      page.on('load', () => (loaded += 1));
      const before = await line.textContent();
      await expect(line).not.toHaveText(before ?? '', { timeout: 20_000 });
      await simulator.clearFaults();
      await expect(page.locator('.kpi .v').first()).toBeVisible({ timeout: 40_000 });
      await expect(page.locator('.progress')).toHaveCount(0, { timeout: 40_000 });
      expect(loaded).toBe(0);
    } finally {
      await server.stop();
    }
  } finally {
    await simulator.stop();
  }
});
