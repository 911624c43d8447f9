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

test('a text that is only spaces is refused in words', async ({ page }) => {
  await page.goto('/settings/annotations');
  await page.getByLabel('Text').fill('   ');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('one line of 1 to 80 characters');
  await expect(page.getByLabel('Text')).toHaveAttribute('aria-invalid', 'true');
});
