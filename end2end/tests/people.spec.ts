/** The People pages: a list for those who may see persons, one's own page for everyone, and a reason for the rest. */
import { expect, test } from './support/test';
import { count, plus, truth } from './support/world';

test('bands add up to the roster and everyone who used it, and narrow the list', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/people');
  const bands = page.getByRole('group', { name: 'How often' });
  const of = async (name: string) => count(((await bands.locator(`a:has-text("${name}") .num`).textContent()) ?? '').trim());
  let sum = 0;
  for (const name of ['Power', 'Regular', 'Light', 'Dormant', 'Never']) sum += await of(name);
  expect(sum).toBe(await of('Everyone'));
  expect(sum).toBeGreaterThanOrEqual(real.roster);
  const never = await of('Never');
  await bands.getByRole('link', { name: 'Never' }).click();
  await expect(page).toHaveURL(/band=never/);
  await expect(page.locator('.people')).toContainText(`${never} p`);
  for (const band of await page.locator('table.grid tbody tr td:nth-of-type(2)').allTextContents()) {
    expect(band.trim()).toBe('Never');
  }
});

test('columns sort and pages turn by links', async ({ page }) => {
  await page.goto('/people');
  await page.getByRole('link', { name: 'Credits', exact: true }).last().click();
  await expect(page).toHaveURL(/order=credits/);
  await expect(page.locator('th[aria-sort=descending]')).toHaveText('Credits');
  const credits: number[] = [];
  for (const cell of await page.locator('table.grid tbody tr td:nth-of-type(5)').all()) {
    credits.push(Number(((await cell.getAttribute('title')) ?? '').replaceAll(',', '')));
  }
  expect(credits.length).toBe(50);
  expect(credits).toEqual([...credits].sort((a, b) => b - a));
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/order=credits&page=2/);
  await expect(page.locator('nav.pages')).toContainText('51 to 100 of');
});

test('a person is found by name, and has a page', async ({ page }) => {
  await page.goto('/people');
  const first = page.locator('table.grid tbody th a').first();
  const name = (await first.textContent()) ?? '';
  await page.getByRole('searchbox', { name: 'Name or address' }).fill(name);
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page).toHaveURL(/find=/);
  await page.locator('table.grid tbody th a').first().click();
  await expect(page).toHaveURL(/\/people\/[^?]+/);
  await expect(page.locator('h1')).toContainText(`${name.trim()} used Codex on`);
  await expect(page.locator('main')).toContainText('nothing of prompts or code');
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'People' }).click();
  await expect(page).toHaveURL(/\/people(\?|$)/);
});

test('the list can be taken as a file, everyone in it', async ({ page }) => {
  await page.goto('/people?page=2');
  const everyone = page.getByRole('group', { name: 'How often' }).locator('a:has-text("Everyone") .num');
  const all = count(((await everyone.textContent()) ?? '').trim());
  const href = (await page.locator('.take a', { hasText: 'JSON of “People”' }).last().getAttribute('href')) ?? '';
  const rows = (await (await page.request.get(href)).json()) as { figure: string; row: string; series: string }[];
  expect(new Set(rows.filter((row) => row.figure === 'People').map((row) => row.row)).size).toBe(all);
});

test('the file behind the list names persons to an admin', async ({ page }) => {
  await page.goto('/people');
  const href = (await page.getByRole('link', { name: 'CSV' }).getAttribute('href')) ?? '';
  const file = await page.request.get(href);
  expect(file.status()).toBe(200);
  expect(await file.text()).toContain('@example.com');
});

test('nothing is wider than a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('/people?order=credits');
  const wide = () => page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);
  expect(await wide()).toBeLessThanOrEqual(0);
  await page.goto((await page.locator('table.grid tbody th a').first().getAttribute('href')) ?? '');
  expect(await wide()).toBeLessThanOrEqual(0);
});

test.describe('a leader', () => {
  test.use({ storageState: async ({ world }, use) => use(world.leaderState), expected: [[/status of 403/], { option: true }] as never });

  test('is told who may see persons and why, and led to the own page', async ({ page }) => {
    const answer = await page.goto('/people');
    expect(answer?.status()).toBe(403);
    await expect(page.locator('h1')).toHaveText('Single persons are shown to administrators only.');
    await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'People' })).toHaveCount(0);
    await page.getByRole('link', { name: 'See your own use' }).click();
    await expect(page.locator('h1')).toHaveText('No use of Codex by your address is known.');
    expect((await page.request.get('/fn/page?path=%2Fpeople&query=')).status()).toBe(403);
    expect((await page.request.get('/fn/page?path=%2Fpeople%2Fnobody%2540example.com&query=')).status()).toBe(403);
  });
});
