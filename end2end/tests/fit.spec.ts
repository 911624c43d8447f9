/** Each page on a narrow screen and zoomed: it does not scroll sideways, and no text is cut. */
import { misfits } from './support/fit';
import { expect, open, PAGES, still as test } from './support/still';

for (const [what, size] of [
  ['at 360 pixels', { width: 360, height: 800 }],
  // A browser's zoom halves the pixels that a page has; 1440 by 900 is the window of the other specs.
  ['at 200 %', { width: 720, height: 450 }],
] as const) {
  test.describe(what, () => {
    test.use({ viewport: size });

    for (const name of PAGES) {
      test(`${name} fits`, async ({ page, world }) => {
        await open(page, world, name);
        expect(await misfits(page)).toEqual([]);
      });
    }
  });
}

test('what opens on a narrow screen lies on it', async ({ page, world }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await open(page, world, 'overview');
  for (const popup of ['.menu', '.custom', '.controls .take', '.info', 'figure .take']) {
    const details = page.locator(popup).first();
    await details.locator('> summary').click();
    const box = await details.locator('.pop').boundingBox();
    expect(box, popup).not.toBeNull();
    expect(box?.x ?? -1, popup).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 999), popup).toBeLessThanOrEqual(360);
    expect(await misfits(page), popup).toEqual([]);
    await details.locator('> summary').click();
  }
});
