/** The Credits page says what the API says, its sentence is true, its rows are filters, and admins settle the budget. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/test';
import { micros, plus, type World } from './support/world';

const KPI = (title: string) => `.kpi:has(.label:text-is("${title}")), .kpi:has(.label:has-text("${title}"))`;

const credits = (page: Page) =>
  page.locator(KPI('Credits')).first().locator('.v').getAttribute('title').then((text) => micros(text ?? ''));

/** The text of an answer: amounts have more digits than a number keeps. */
async function ask(world: World, path: string): Promise<string> {
  const answer = await fetch(`${world.url}/api/v1${path}`, { headers: { authorization: `Bearer ${world.token}` } });
  expect(answer.status, path).toBe(200);
  return answer.text();
}

const days = (world: World) => `from=${plus(world.today, -27)}&to=${world.today}`;
const amount = (json: string, name: string) => micros(json.match(new RegExp(`"${name}":(-?\\d+\\.\\d+)`))?.[1] ?? '');

async function total(world: World, metric: string, more = ''): Promise<bigint> {
  return amount(await ask(world, `/metrics/${metric}?${days(world)}&by=total${more}`), 'total');
}

test('credits, cost and ratio are the API’s to the last digit', async ({ page, world }) => {
  await page.goto('/credits');
  expect(await credits(page)).toBe(await total(world, 'credits'));
  const money = page.locator('section[aria-labelledby=money-h] dd .v');
  expect(micros((await money.nth(0).getAttribute('title')) ?? '')).toBe(await total(world, 'credits'));
  const cost = ((await money.nth(1).getAttribute('title')) ?? '').replace('$', '');
  expect(micros(cost)).toBe(await total(world, 'estimated_cost_usd'));
  const ratio = JSON.parse(await ask(world, `/metrics/cached_ratio?${days(world)}&by=total`));
  const shown = page.locator('section[aria-labelledby=shares-h] dd').first();
  const percent = Number(((await shown.locator('.v').getAttribute('title')) ?? '').replace(/[^\d.]/g, ''));
  expect(percent).toBeCloseTo(ratio.series[0].total * 100, 1);
  if (ratio.coverage < 1) await expect(shown).toContainText('of the credits');
});

test('the sentence says what happened, and its parts multiply to it', async ({ page, world }) => {
  const change = JSON.parse(await ask(world, `/credit-change?${days(world)}`));
  await page.goto('/credits');
  const said = ((await page.locator('h1').textContent()) ?? '').replaceAll('\u00a0', ' ');
  const rose = change.now.credits.value / change.before.credits.value;
  const [, direction, size] = said.match(/Credits (rose|fell) ([\d.]+) %/) ?? [];
  expect(direction, said).toBe(rose > 1 ? 'rose' : 'fell');
  expect(Math.abs(Number(size) - Math.abs(rose - 1) * 100), said).toBeLessThanOrEqual(0.51);
  let product = 1;
  for (const [, part, way] of said.matchAll(/([\d.]+) % (more|fewer) (?:people|turns|credits)/g)) {
    product *= 1 + (way === 'more' ? 1 : -1) * (Number(part) / 100);
  }
  expect(Math.abs(product - rose), said).toBeLessThanOrEqual(0.02);

  const bars = Object.values(change.bars as Record<string, number>);
  expect(bars[0]).toBeCloseTo((bars[1] ?? 0) + (bars[2] ?? 0) + (bars[3] ?? 0), 5);
  await expect(page.getByRole('figure', { name: 'Why credits moved' }).locator('svg').first()).toBeAttached();
  await expect(page.locator('section[aria-labelledby=factors-h] tbody tr')).toHaveCount(4);
});

test('a client and a model narrow every figure, one at a time', async ({ page, world }) => {
  await page.goto('/credits');
  for (const [section, key] of [['by-client-h', 'client'], ['by-model-h', 'model']] as const) {
    const link = page.locator(`section[aria-labelledby=${section}] .bars a`).first();
    const value = new URL((await link.getAttribute('href')) ?? '', world.url).searchParams.get(key) ?? '';
    await link.click();
    await expect(page).toHaveURL(new RegExp(`[?&]${key}=`));
    const real = await total(world, 'credits', `&${key}=${encodeURIComponent(value)}`);
    await expect.poll(() => credits(page)).toBe(real);
    await expect(page.locator('main')).toContainText('OpenAI gives no credits by');
    await page.locator('.chips a').first().click();
    await expect(page).not.toHaveURL(new RegExp(`[?&]${key}=`));
    await expect.poll(() => credits(page)).toBe(await total(world, 'credits'));
  }
});

test('the main chart is split by a link, and its parts add up', async ({ page, world }) => {
  await page.goto('/credits');
  await page.getByRole('group', { name: 'Split' }).getByRole('link', { name: 'By client' }).click();
  await expect(page).toHaveURL(/split=client/);
  await expect(page.locator('#main-h')).toHaveText('Credits by client');
  let sum = 0n;
  for (const text of await page.locator('figure.figure').first().locator('tbody td').allTextContents()) {
    // A marked day has its text in a column of its own.
    if (/^[-−]?\d/.test(text)) sum += micros(text);
  }
  expect(sum).toBe(await total(world, 'credits'));
});

test('cards choose what the main chart shows', async ({ page }) => {
  await page.goto('/credits');
  await page.locator(KPI('Credits per turn')).first().locator('a').click();
  await expect(page).toHaveURL(/show=credits_per_turn/);
  await expect(page.locator('#main-h')).toHaveText('Credits per turn');
});

test('an admin settles budget and rate, and the page holds the cycle against them', async ({ page, world }) => {
  await page.goto('/settings/budget');
  const fill = async (monthly: string) => {
    const typed = { monthly, starts: '1', rate: '0.04', currency: 'EUR' };
    for (const [name, text] of Object.entries(typed)) await page.locator(`input[name=${name}]`).fill(text);
    await page.getByRole('button', { name: 'Save' }).click();
  };
  await fill('-5');
  await expect(page.getByRole('alert')).toContainText('a number of credits above 0');
  await expect(page.locator('input[name=monthly]')).toHaveAttribute('aria-invalid', 'true');
  await page.goto('/settings/budget');
  await fill('60000');
  await expect(page.getByText('Last changed')).toBeVisible();
  await expect(page.locator('input[name=monthly]')).toHaveValue('60000');

  await page.goto('/credits');
  const month = world.today.slice(0, 8);
  const [year, number] = [Number(world.today.slice(0, 4)), Number(world.today.slice(5, 7))];
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const forecast = JSON.parse(await ask(world, `/forecast?from=${month}01&to=${month}${last}`));
  expect(forecast.budget).toBe(60000);
  const pace = page.locator('section[aria-labelledby=pace-h]');
  if (forecast.pace !== null) await expect(pace).toContainText('the budget of 60,000');
  if (forecast.forecast !== null) await expect(pace).toContainText(Math.round(forecast.forecast).toLocaleString('en'));
  await expect(page.locator('section[aria-labelledby=money-h]')).toContainText('EUR');
});

test.describe('a leader', () => {
  test.use({ storageState: async ({ world }, use) => use(world.leaderState) });

  test('reads pace and jumps of teams, and neither settles the budget nor sees a person', async ({ page }) => {
    expect((await page.request.get('/settings/budget', { headers: { accept: 'text/html' } })).status()).toBe(403);
    await page.goto('/credits');
    await expect(page.locator('section[aria-labelledby=pace-h]')).toBeVisible();
    await expect(page.locator('main a[href="/settings/budget"]')).toHaveCount(0);
    await expect(page.locator('section[aria-labelledby=spikes-h]')).toBeVisible();
    await expect(page.locator('section[aria-labelledby=spikes-h] h3', { hasText: 'People' })).toHaveCount(0);
  });
});

test('every chart has a title, a summary and a table', async ({ page }) => {
  await page.goto('/credits?compare=1');
  const charts = page.locator('figure.figure');
  await expect(charts).toHaveCount(6);
  for (const chart of await charts.all()) {
    await expect(chart.locator('h2')).not.toBeEmpty();
    await expect(chart.locator('figcaption')).not.toBeEmpty();
    await expect(chart.locator('table tbody tr')).not.toHaveCount(0);
    await expect(chart.locator('svg title').first()).not.toBeEmpty();
  }
});
