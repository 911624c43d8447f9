/** Who asks for less motion gets none; for the others it is short. */
import type { Page } from '@playwright/test';
import { expect, open, still as test } from './support/still';

/** Does what moves things, and says what has moved and for how long. */
async function moved(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const seen = ((window as unknown as { moved: string[] }).moved = []) as string[];
    const said = (what: string, seconds: string) => seen.push(`${what} ${seconds}`);
    addEventListener('transitionrun', (event) => said(event.propertyName, getComputedStyle(event.target as Element).transitionDuration), true);
    addEventListener('animationstart', (event) => said(event.animationName, 'loop'), true);
  });
  await page.locator('.toggle').hover();
  await page.locator('.menu > summary').click();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(/range=7d/);
  await page.locator('.btn.toggle').hover();
  // Two frames later whatever would move has begun to.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.evaluate(() => (window as unknown as { moved: string[] }).moved);
}

test.describe('asked for less', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves', async ({ page, world }) => {
    for (const name of ['overview', 'credits', 'teams'] as const) {
      await open(page, world, name);
      expect(await moved(page), name).toEqual([]);
      expect(await page.evaluate(() => document.getAnimations().length), name).toBe(0);
    }
  });
});

test('not asked, what moves does so in less than 150 milliseconds', async ({ page, world }) => {
  await open(page, world, 'overview');
  const all = await moved(page);
  expect(all.length).toBeGreaterThan(0);
  for (const one of all.filter((text) => !text.endsWith('loop'))) {
    for (const seconds of one.match(/[\d.]+(?=s)/g) ?? []) expect(Number(seconds), one).toBeLessThan(0.15);
  }
});
