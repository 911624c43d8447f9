/** The Reviews page says what the API says, keeps its two populations apart, and makes nothing up about teams. */
import { expect, test } from './support/test';
import { count, plus, type World } from './support/world';

const days = (world: World) => `from=${plus(world.today, -27)}&to=${world.today}&by=total`;

async function ask(world: World, path: string) {
  const answer = await fetch(`${world.url}/api/v1${path}`, { headers: { authorization: `Bearer ${world.token}` } });
  expect(answer.status, path).toBe(200);
  return answer.json();
}

const card = (title: string) => `.kpi:has(.label:has-text("${title}"))`;

test('counts, shares and intervals are the API’s', async ({ page, world }) => {
  await page.goto('/reviews');
  const made = page.locator('section[aria-labelledby=made-h]');
  const reviews = await ask(world, `/metrics/reviews?${days(world)}`);
  const shown = await made.locator(card('Reviews')).first().locator('.v').getAttribute('title');
  expect(count(shown ?? '')).toBe(reviews.series[0].total);

  const answered = page.locator('section[aria-labelledby=answered-h]');
  for (const [metric, title] of [
    ['review_engagement_rate', 'Review comments engaged'],
    ['review_reply_rate', 'Review comments replied to'],
    ['review_reaction_rate', 'Review comments reacted to'],
    ['review_positive_share', 'Positive votes'],
  ]) {
    const { series } = await ask(world, `/metrics/${metric}?${days(world)}`);
    const one = answered.locator(card(title ?? '')).first();
    const percent = Number(((await one.locator('.v').getAttribute('title')) ?? '').replace(/[^\d.]/g, ''));
    expect(percent, metric).toBeCloseTo(series[0].total * 100, 1);
    const rests = ((await one.locator('.rests').textContent()) ?? '').replaceAll('\u00a0', ' ');
    const { hits, base } = series[0].total_interval;
    expect(rests, metric).toContain(`${hits.toLocaleString('en-GB')} of ${base.toLocaleString('en-GB')}`);
    expect(rests, metric).toMatch(/^[\d.]+ to [\d.]+ %;/);
  }
});

test('each population says by which day it counts, and each card has its own part', async ({ page }) => {
  await page.goto('/reviews');
  await expect(page.locator('section[aria-labelledby=made-h] > .sub')).toContainText('the day on which Codex carried out');
  await expect(page.locator('section[aria-labelledby=answered-h] > .sub')).toContainText('never divided by one another');
  await page.locator('section[aria-labelledby=answered-h]').locator(card('Positive votes')).first().locator('a').click();
  await expect(page).toHaveURL(/show=review_positive_share/);
  await expect(page.locator('section[aria-labelledby=answered-h] figure h2').first()).toContainText('Positive votes');
  await expect(page.locator('#main-h')).toHaveText('Reviews');
});

test('rows that name nobody are no team’s, and use is told as use', async ({ page }) => {
  await page.goto('/reviews');
  await expect(page.locator('section[aria-labelledby=made-teams-h]')).toContainText('No team’s part is known');
  const surfaces = page.locator('section[aria-labelledby=surfaces-h]');
  await expect(surfaces).toContainText('not which reviews are theirs');
  await surfaces.locator('.bars a').first().click();
  await expect(page).toHaveURL(/team=/);
  await expect(page.locator('section[aria-labelledby=made-h] .note')).toContainText('is not known');
});

test('a client does not narrow reviews, and the page says so', async ({ page }) => {
  await page.goto('/reviews?client=CODEX_CLI&range=90d');
  await expect(page.locator('h1')).toHaveText('Reviews are not told by client.');
  await page.getByRole('link', { name: 'Show all reviews' }).click();
  await expect(page).toHaveURL(/\/reviews\?range=90d$/);
  await expect(page.locator('h1')).toContainText('Codex carried out');
});

test('nothing is wider than a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of ['/reviews', '/reviews?range=90d&show=review_reply_rate']) {
    await page.goto(path);
    expect(await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth), path).toBeLessThanOrEqual(0);
  }
});
