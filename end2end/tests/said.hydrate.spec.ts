/** What a screen reader is told of each page, word by word: `snapshots/NAME.aria.yml`. */
import { expect, open, PAGES, still as test } from './support/still';

for (const name of PAGES) {
  test(`${name} is told as it was`, async ({ page, world }) => {
    await open(page, world, name);
    await expect(page.locator('body')).toMatchAriaSnapshot({ name: `${name}.aria.yml` });
  });
}
