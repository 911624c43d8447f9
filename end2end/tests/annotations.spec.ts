/** Annotations: typed on a plain page, marked on the charts, read out below them, and taken away again. */
import { expect, test } from './support/test';
import { plus } from './support/world';

test('what is annotated stands on the charts until it is removed', async ({ page, world }, info) => {
  const text = `Rollout ${info.project.name} ${info.workerIndex}`;
  await page.goto('/settings/annotations');
  await page.getByLabel('Day').fill(plus(world.today, -6));
  await page.getByLabel('Text').fill(text);
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.locator('.annotations')).toContainText(text);
  for (const path of ['/', '/adoption', '/credits']) {
    await page.goto(path);
    await expect(page.locator('.marked').first(), path).toContainText(text);
  }
  await page.goto('/settings/annotations');
  await page.getByRole('button', { name: `Remove : ${text}` }).click();
  await expect(page.locator('main')).not.toContainText(text);
  await page.goto('/');
  await expect(page.locator('main')).not.toContainText(text);
});

test('one is changed in its place, and left as it is', async ({ page, world }, info) => {
  const text = `Rolout ${info.project.name} ${info.workerIndex}`;
  const better = text.replace('Rolout', 'New model');
  await page.goto('/settings/annotations');
  await page.getByLabel('Day').fill(plus(world.today, -5));
  await page.getByLabel('Text').fill(text);
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('link', { name: `Edit : ${text}` }).click();
  const form = page.getByRole('region', { name: `Edit: ${text}` });
  await expect(form.getByLabel('Text')).toHaveValue(text);
  await expect(form.getByLabel('Day')).toHaveValue(plus(world.today, -5));
  await expect(page.getByRole('button', { name: 'Add' }), 'one form at a time').toHaveCount(0);

  await form.getByLabel('Text').fill('   ');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('one line of 1 to 80 characters');
  await expect(form.getByLabel('Text')).toHaveAttribute('aria-invalid', 'true');

  await form.getByLabel('Text').fill(better);
  await form.getByLabel('Day').fill(plus(world.today, -4));
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/settings\/annotations\??$/);
  await expect(page.locator('.annotations')).toContainText(better);
  await expect(page.locator('.annotations')).not.toContainText(text);
  for (const path of ['/credits', '/teams']) {
    await page.goto(path);
    await expect(page.locator('.marked').filter({ hasText: better }).first(), path).toBeVisible();
  }

  await page.goto('/settings/annotations');
  await page.getByRole('link', { name: `Edit : ${better}` }).click();
  await page.getByRole('link', { name: 'Leave it as it is' }).click();
  await expect(page.getByRole('button', { name: 'Add' })).toBeVisible();
  await page.getByRole('button', { name: `Remove : ${better}` }).click();
  await expect(page.locator('main')).not.toContainText(better);
});

test('a text that is only spaces is refused in words', async ({ page }) => {
  await page.goto('/settings/annotations');
  await page.getByLabel('Text').fill('   ');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('one line of 1 to 80 characters');
  await expect(page.getByLabel('Text')).toHaveAttribute('aria-invalid', 'true');
});
