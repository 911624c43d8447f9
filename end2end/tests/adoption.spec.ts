/** The Adoption page counts people as the organisation itself does. */
import { expect, test } from './support/test';
import { count, plus, truth } from './support/world';

test('daily active people of each day are the true ones', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/adoption?show=dau');
  const rows = page.locator('figure.figure').first().locator('table tbody tr');
  await expect(rows).toHaveCount(28);
  const shown: number[] = [];
  for (const row of await rows.all()) shown.push(count((await row.locator('td').first().textContent()) ?? ''));
  const days = real.days.map((day) => day.active_people);
  expect([...shown].sort((a, b) => a - b)).toEqual([...days].sort((a, b) => a - b));
});

test('bands with dormant and never add up to the roster', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/adoption');
  let sum = 0;
  for (const band of await page.locator('section:has(#bands-h) ul.bars .num').all()) {
    sum += count((await band.getAttribute('title')) ?? '');
  }
  expect(sum).toBe(real.roster);
});

test('the page tells who is new, retained, returned and lapsed', async ({ page }) => {
  await page.goto('/adoption');
  for (const word of ['New', 'Retained', 'Returned', 'Lapsed']) {
    await expect(page.locator('main').getByText(word, { exact: true }).first()).toBeVisible();
  }
});
