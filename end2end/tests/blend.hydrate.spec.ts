/** The server renders every page of figures; a browser that is awake takes newer HTML over without losing its place. */
import { awake, expect, test } from './support/test';
import type { Page } from '@playwright/test';

/** Counts what the browser loads as a page of its own. */
function loads(page: Page): () => number {
  let count = 0;
  page.on('load', () => (count += 1));
  return () => count;
}

test('newer numbers come without a page load; what is open stays open, what has the focus keeps it', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  const loaded = loads(page);
  const details = page.locator('figure.figure details.data').first();
  await details.locator('summary').click();
  const rows = details.locator('tbody tr');
  await expect(rows).toHaveCount(28);
  const preset = page.getByRole('link', { name: '7 days' });
  await preset.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/range=7d/);
  await expect(rows).toHaveCount(7);
  await expect(rows.first()).toBeVisible();
  await expect(preset).toBeFocused();
  await expect(preset).toHaveAttribute('aria-current', 'true');
  // A toggle changes its class and stays the same button.
  const compare = page.locator('a.toggle');
  await compare.focus();
  await page.keyboard.press('Enter');
  await expect(compare).toHaveClass(/\bon\b/);
  await expect(compare).toBeFocused();
  await expect(rows.first()).toBeVisible();
  expect(loaded()).toBe(0);
});

test('lists and days narrow the page at once, and back restores them', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  const loaded = loads(page);
  const list = page.getByRole('combobox', { name: 'Team' });
  await list.selectOption({ index: 1 });
  const team = await list.inputValue();
  await expect(page).toHaveURL(new RegExp(`team=${team}`));
  await expect(page.locator('.chips a')).toHaveCount(1);
  await page.locator('details.custom summary').click();
  const from = page.locator('input[name=from]');
  const day = (await from.getAttribute('min')) ?? '';
  await from.fill(day);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(new RegExp(`from=${day}.*team=${team}`));
  await expect(page.locator('details.custom')).not.toHaveAttribute('open');
  await page.goBack();
  await page.goBack();
  await expect(page.locator('.chips a')).toHaveCount(0);
  await expect(list).toHaveValue('');
  expect(loaded()).toBe(0);
});

test('arrow keys step by whole periods where no chart has the focus', async ({ page }) => {
  await page.goto('/?range=7d');
  await awake(page);
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/range=7d/);
});

test('the pointer reads the value that it is over, and no longer when it is away', async ({ page }) => {
  await page.goto('/?compare=1');
  await awake(page);
  const pane = page.locator('figure.figure .pane.wide').first();
  await pane.hover();
  const tip = page.locator('figure.figure .tip').first();
  await expect(tip).toContainText(/\w+day, \d+ \w+ \d{4}/);
  await expect(tip).toContainText('Difference');
  await expect(pane.locator('.cursor .dot')).toHaveCount(2);
  const before = await tip.textContent();
  const box = (await pane.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  await expect(tip).not.toHaveText(before ?? '', { useInnerText: false });
  await page.mouse.move(box.x + box.width / 2, box.y - 200);
  await expect(page.locator('.tip, .cursor')).toHaveCount(0);
});
