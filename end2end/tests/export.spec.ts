/** Files of charts and pages by the small menus, with and without JavaScript, by pointer and by keyboard; and paper. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test';
import { plus } from './support/world';

/** The file behind a link of a menu: its name and its bytes. */
async function taken(page: Page, menu: string, link: string): Promise<[string, Buffer]> {
  const details = page.locator('details.take').filter({ has: page.locator(`summary[aria-label^="Take out ${menu}"]`) });
  if ((await details.getAttribute('open')) === null) {
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
  }
  await expect(details).toHaveAttribute('open', '');
  const coming = page.waitForEvent('download');
  await details.getByRole('link', { name: new RegExp(`^${link}`) }).click();
  const download = await coming;
  return [download.suggestedFilename(), readFileSync(await download.path())];
}

test('a chart is taken out by its menu', async ({ page, world }) => {
  await page.goto('/?show=credits');
  const days = `${plus(world.today, -27)}-to-${world.today}`;
  const [name, csv] = await taken(page, '“Credits”', 'CSV');
  expect(name).toMatch(new RegExp(`^uptake-overview-credits-${days}-v\\d+\\.csv$`));
  const lines = csv.toString('utf8').trim().split('\r\n');
  expect(lines[0]).toBe('figure,row,series,value,state,shown');
  expect(lines).toHaveLength(29);
  const [, xlsx] = await taken(page, '“Credits”', 'XLSX');
  expect(xlsx.subarray(0, 2).toString()).toBe('PK');
  const [picture, png] = await taken(page, '“Credits”', 'PNG');
  expect(picture).toMatch(/\.png$/);
  expect(png.readUInt32BE(16)).toBe(2 * (760 + 24));
  await expect(page).toHaveURL(/\/\?show=credits$/);
});

test('a page is taken out whole, with the filters in force', async ({ page }) => {
  await page.goto('/credits?range=90d&by=week');
  const [name, json] = await taken(page, 'all of “Credits”', 'JSON');
  expect(name).toMatch(/^uptake-credits-\d{4}-.*-by-week-v\d+\.json$/);
  const figures = new Set(JSON.parse(json.toString('utf8')).map((row: { figure: string }) => row.figure));
  for (const figure of ['Key figures', 'Credits', 'Tokens', 'Credits per person']) expect(figures).toContain(figure);
});

test('every chart and table has a menu', async ({ page }) => {
  for (const path of ['/', '/adoption', '/credits']) {
    await page.goto(path);
    for (const figure of await page.locator('figure.figure').all()) {
      await expect(figure.locator('details.take a')).toHaveCount(5);
    }
    await expect(page.locator('.controls details.take')).toHaveCount(1);
  }
});

// With scripts off a page that stays open for seconds never uses what it preloads, and Chromium says so.
test.use({ expected: [[/preloaded using link preload/], { option: true }] as never });

for (const [path, sheets] of [['/?compare=1', 1], ['/adoption?range=90d', 2], ['/credits?range=90d', 2], ['/credits?compare=1', 2]] as const) {
  test(`${path} is printed on ${sheets} sheets at most`, async ({ page }) => {
    await page.goto(path);
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      const count = (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
      expect(count, format).toBeGreaterThan(0);
      expect(count, format).toBeLessThanOrEqual(sheets);
    }
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.paper')).toContainText('UTC days');
    await expect(page.locator('.fresh-line')).toBeVisible();
    for (const control of ['.controls', '.take', '.cuts', '.info', '.top']) {
      for (const one of await page.locator(control).all()) await expect(one).toBeHidden();
    }
    // Two sheets have no room for the credits of each team, which are on the paper of the Overview; and its one sheet has
    // none for why credits moved, which is on theirs.
    for (const figure of await page.locator('figure.figure:not([aria-label="Teams by credits"], .why-moved *)').all()) {
      await expect(figure.locator('svg').filter({ visible: true })).not.toHaveCount(0);
      await expect(figure).toHaveCSS('break-inside', 'avoid');
    }
  });
}
