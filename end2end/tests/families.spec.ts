/** Families of clients: chosen as a whole in the list and by their bar, together with a team, and lifted by a chip. */
import { expect, test } from './support/test';

test('a family of clients is a filter like any other', async ({ page, javaScriptEnabled }) => {
  await page.goto('/credits?range=90d');
  const list = page.getByRole('combobox', { name: 'Client' });
  const group = list.locator('optgroup[label="IDE"]');
  expect(await group.locator('option').count()).toBeGreaterThan(2);
  await list.selectOption({ label: 'All of IDE' });
  if (javaScriptEnabled === false) await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/client=ide/);
  await expect(page.locator('.chip')).toContainText('IDE');
  const bars = page.locator('section[aria-labelledby=by-client-h] .bars');
  await expect(bars).toContainText('VS Code');
  await expect(bars).not.toContainText('CLI');

  await page.getByRole('combobox', { name: 'Team' }).selectOption({ index: 1 });
  if (javaScriptEnabled === false) await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/team=.*client=ide/);
  await expect(page.locator('.chip')).toHaveCount(2);
  await page.locator('.chip').filter({ hasText: 'IDE' }).click();
  await expect(page).not.toHaveURL(/client=/);
  await expect(page).toHaveURL(/team=/);
});

test('the bar of a family narrows the page to it', async ({ page }) => {
  await page.goto('/');
  await page.locator('section[aria-labelledby=clients-h] .bars').getByRole('link', { name: 'IDE' }).click();
  await expect(page).toHaveURL(/client=ide/);
  await expect(page.getByRole('list', { name: 'Narrow to one:' })).toContainText('VS Code');
});
