/** The Overview's numbers are OpenAI's numbers: page, API and the simulator's own truth agree to the last millionth. */
import { expect, test } from './support/test';
import { count, micros, plus, truth } from './support/world';

const KPI = (title: string) => `.kpi:has(.label:text-is("${title}")), .kpi:has(.label:has-text("${title}"))`;

test('credits on the page, in the API and in truth are equal', async ({ page, world }) => {
  const from = plus(world.today, -27);
  const real = await truth(world.control, from, world.today);
  await page.goto('/');
  const shown = await page.locator(KPI('Credits')).first().locator('.v').getAttribute('title');
  expect(micros(shown ?? '')).toBe(BigInt(real.totals.credits));

  const answer = await fetch(
    `${world.url}/api/v1/metrics/credits?from=${from}&to=${world.today}&by=total`,
    { headers: { authorization: `Bearer ${world.token}` } },
  );
  expect(answer.status).toBe(200);
  const total = (await answer.text()).match(/"total":(-?\d+\.\d{6})/);
  expect(micros(total?.[1] ?? '')).toBe(BigInt(real.totals.credits));
});

test('each team has its people and its credits', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/');
  const rows = page.locator('table.teams tbody tr');
  const slugs = Object.entries(real.teams).filter(([, team]) => team.active_people > 0);
  let people = 0;
  let credits = 0n;
  for (const row of await rows.all()) {
    people += count((await row.locator('td.active [title]').getAttribute('title')) ?? '');
    const text = (await row.locator('td.credits [title]').getAttribute('title')) ?? '';
    if (/^\d/.test(text)) credits += micros(text);
  }
  expect(people).toBe(real.active_people);
  const inTeams = slugs.reduce((sum, [, team]) => sum + BigInt(team.credits), 0n);
  expect(credits).toBe(inTeams);
});

test('a team is a filter, and a chip takes it away', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -27), world.today);
  await page.goto('/');
  const link = page.locator('table.teams tbody th a').first();
  const slug = new URL((await link.getAttribute('href')) ?? '', world.url).searchParams.get('team') ?? '';
  await link.click();
  await expect(page).toHaveURL(new RegExp(`[?&]team=`));
  await expect
    .poll(async () => page.locator(KPI('Credits')).first().locator('.v').getAttribute('title').then((t) => micros(t ?? '')))
    .toBe(BigInt(real.teams[slug]?.credits ?? -1));
  await page.locator('.chips a').first().click();
  await expect(page).not.toHaveURL(/team=/);
});

test('a preset changes the range and every number with it', async ({ page, world }) => {
  const real = await truth(world.control, plus(world.today, -6), world.today);
  await page.goto('/');
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(/range=7d/);
  await expect
    .poll(async () => page.locator(KPI('Credits')).first().locator('.v').getAttribute('title').then((t) => micros(t ?? '')))
    .toBe(BigInt(real.totals.credits));
});

test('an own range stands in the URL and in the numbers', async ({ page, world }) => {
  const [from, to] = [plus(world.today, -40), plus(world.today, -20)];
  const real = await truth(world.control, from, to);
  await page.goto(`/?from=${from}&to=${to}`);
  const shown = await page.locator(KPI('Credits')).first().locator('.v').getAttribute('title');
  expect(micros(shown ?? '')).toBe(BigInt(real.totals.credits));
});

test('every chart has a title, a summary and a table', async ({ page }) => {
  await page.goto('/');
  const charts = page.locator('figure.figure');
  await expect(charts).not.toHaveCount(0);
  for (const chart of await charts.all()) {
    await expect(chart.locator('h2')).not.toBeEmpty();
    await expect(chart.locator('figcaption')).not.toBeEmpty();
    await expect(chart.locator('table tbody tr')).not.toHaveCount(0);
    await expect(chart.locator('svg title').first()).not.toBeEmpty();
  }
});

test('nothing is cut off at 360 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of ['/', '/adoption?range=90d', '/credits?split=client', '/connect', '/settings/budget']) {
    await page.goto(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
    const cut = await page
      .locator('.kpi, .kpi *')
      .evaluateAll((all) => all.filter((one) => one.closest('.kpis')!.getBoundingClientRect().right + 1 < one.getBoundingClientRect().right).length);
    expect(cut, path).toBe(0);
  }
});
