/** Each page, in both themes and with what opens on it, has no violation that axe can find. */
import { violations } from './support/axe';
import { expect, open, PAGES, still as test } from './support/still';

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    for (const name of PAGES) {
      test(`${name} has no accessibility violation`, async ({ page, world }) => {
        await open(page, world, name);
        expect(await violations(page)).toEqual([]);
      });
    }

    test('nor has what opens: menus, definitions, tables, the list of keys, a tooltip', async ({ page, world }) => {
      await open(page, world, 'overview');
      await page.locator('.menu > summary').click();
      await page.locator('figure .data > summary').first().click();
      expect(await violations(page)).toEqual([]);
      await page.locator('.info > summary').first().click();
      await page.locator('.plot').first().focus();
      await page.keyboard.press('ArrowLeft');
      await expect(page.locator('.tip')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.locator('.controls .custom > summary').click();
      expect(await violations(page)).toEqual([]);
      await page.locator('.controls .take > summary').click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('nor has a narrow screen', async ({ page, world }) => {
      await page.setViewportSize({ width: 360, height: 800 });
      for (const name of ['overview', 'teams', 'people'] as const) {
        await open(page, world, name);
        expect(await violations(page), name).toEqual([]);
      }
    });
  });
}
