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

test('the theme stays after a reload', async ({ page }) => {
  await page.goto('/');
  await awake(page);
  await page.getByText('admin@example.com').click();
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
