/** What JavaScript adds: keyboard, theme, tooltips, back and forward. */
import { awake, expect, test } from './support/test';

test('presets have keys, and back undoes them', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  await page.keyboard.press('w');
  await expect(page).toHaveURL(/range=7d/);
  await page.keyboard.press('x');
  await expect(page).toHaveURL(/compare=1/);
  await page.goBack();
  await expect(page).not.toHaveURL(/compare=1/);
  await page.goBack();
  await expect(page).not.toHaveURL(/range=7d/);
});

test('arrow keys read a chart point by point', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  const plot = page.locator('figure.figure [tabindex="0"]').first();
  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  const tip = page.locator('figure.figure .tip').first();
  await expect(tip).toBeVisible();
  const before = await tip.textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(tip).not.toHaveText(before ?? '', { useInnerText: false });
});

test('pointer and keys read rows and cells, too', async ({ page }) => {
  await page.goto('/credits');
  await awake(page);
  const ranked = page.getByRole('group', { name: 'Teams by credits.' });
  await ranked.scrollIntoViewIfNeeded();
  const box = (await ranked.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 16);
  const tip = ranked.locator('.tip');
  await expect(tip).toContainText(/\d\s%/);
  await expect(ranked.locator('.cursor-area').first()).toBeVisible();
  const first = await tip.textContent();
  await page.mouse.move(box.x + box.width / 2, box.y + 16 + 26);
  await expect(tip).not.toHaveText(first ?? '', { useInnerText: false });
  // A row leads to its team.
  await page.mouse.click(box.x + box.width / 2, box.y + 16);
  await expect(page).toHaveURL(/team=/);

  await page.goto('/adoption');
  await awake(page);
  const heat = page.getByRole('group', { name: 'Who comes back.' });
  await heat.focus();
  await page.keyboard.press('ArrowRight');
  await expect(heat.locator('.tip')).toContainText('Began in the week of');
  await expect(heat.locator('.tip')).toContainText('later');
  await page.keyboard.press('Escape');
  await expect(heat.locator('.tip')).toHaveCount(0);
});

test('the theme stays after a reload', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  await page.getByText('admin@example.com').click();
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
