/** Teams side by side and one by one: their figures are the organisation's own, and every one leads to its page. */
import { expect, test } from './support/test';
import { count, micros, plus, truth } from './support/world';

test.use({ expected: [[/status of 404/], { option: true }] as never });

test('each team has its people and its credits, and leads to its page', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/teams');
  const rows = page.locator('table.compared tbody tr:not(.group)');
  let people = 0;
  for (const row of await rows.all()) {
    people += count((await row.locator('td.active [title]').getAttribute('title')) ?? '');
  }
  expect(people).toBe(real.active_people);
  const link = page.locator('table.compared tbody th[scope=row] a').first();
  const slug = ((await link.getAttribute('href')) ?? '').split('/')[2]?.split('?')[0] ?? '';
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/teams/${slug}`));
  const credits = page.locator('.kpi:has(.label:has-text("Credits"))').first().locator('.v');
  await expect.poll(async () => micros((await credits.getAttribute('title')) ?? '')).toBe(BigInt(real.teams[slug]?.credits ?? -1));
  await page.locator('.crumbs a').first().click();
  await expect(page).toHaveURL(/\/teams$/);
});

test('a column sorts the table, and a third time brings the order back', async ({ page }) => {
  await page.goto('/teams');
  const names = () => page.locator('table.compared tbody th[scope=row]').allTextContents();
  const before = await names();
  const head = page.locator('table.compared thead').getByRole('link', { name: 'Credits' });
  await head.click();
  await expect(page.locator('th[aria-sort="descending"]')).toHaveCount(1);
  const shown = await page.locator('td.credits [title]').evaluateAll((all) => all.map((one) => one.getAttribute('title')));
  const amounts = shown.filter((text) => /^\d/.test(text ?? '')).map((text) => micros(text ?? ''));
  const teams = (await names()).filter((name) => !/^(Small teams|No team)/.test(name.trim())).length;
  const sorted = [...amounts.slice(0, teams)].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  expect(amounts.slice(0, teams)).toEqual(sorted);
  await head.click();
  await expect(page.locator('th[aria-sort="ascending"]')).toHaveCount(1);
  await head.click();
  await expect(page.locator('th[aria-sort]')).toHaveCount(0);
  expect(await names()).toEqual(before);
});

test('the metric of the small charts is a link', async ({ page }) => {
  await page.goto('/teams');
  await page.getByRole('group', { name: 'Metric' }).getByRole('link', { name: 'Adoption' }).click();
  await expect(page).toHaveURL(/show=adoption_rate/);
  await expect(page.locator('figure.figure h2').first()).toHaveText('Adoption');
});

test('a team that there is not is named', async ({ page }) => {
  const answer = await page.goto('/teams/nobody-at-all');
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toHaveText('There is no team “nobody-at-all”.');
  await page.getByRole('link', { name: 'See all teams' }).click();
  await expect(page).toHaveURL(/\/teams$/);
});

test('nothing is cut off at 360 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('/teams');
  const one = (await page.locator('table.compared tbody th[scope=row] a').first().getAttribute('href')) ?? '';
  for (const path of ['/teams', '/teams?range=90d&show=credits&sort=-credits', one]) {
    await page.goto(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});
