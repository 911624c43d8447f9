/** The demo: one line with a link, which signs in once and shows a demo organisation with a badge on it. */
import { demo } from './support/processes';
import { expect, test } from './support/test';

test.use({ storageState: { cookies: [], origins: [] }, expected: [[/status of 410/], { option: true }] as never });

test('the printed link opens the demo, once', async ({ page }) => {
  const { process, link } = await demo(['--users', '40', '--teams', '3', '--days', '20', '--seed', '2', '--port', '0']);
  try {
    await page.goto(link);
    await expect(page).toHaveURL(/127\.0\.0\.1:\d+\/$/);
    await expect(page.getByText('Demo data')).toBeVisible();
    // Elsewhere first: a page that is still open would be told that it is signed out.
    await page.goto('about:blank');
    await page.context().clearCookies();
    const again = await page.goto(link);
    expect(again?.status()).toBe(410);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  } finally {
    await process.kill();
  }
});
