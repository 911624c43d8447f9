/** Charts that come to an open page are those of a page that is loaded, byte for byte. */
import { awake, expect, test } from './support/test';

/** The charts of a page as markup, in the order of the page. */
const drawn = () => Array.from(document.querySelectorAll('figure.figure svg'), (svg) => svg.outerHTML);

for (const [path, link] of [['/', 'Overview'], ['/adoption', 'Adoption']] as const) {
  test(`${link}: charts that come without a page load equal those of one`, async ({ page }) => {
    await page.goto(path);
    const byServer = await page.evaluate(drawn);
    expect(byServer.length).toBeGreaterThan(0);
    // Away and back without loading a page.
    const other = link === 'Overview' ? 'Adoption' : 'Overview';
    await awake(page);
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.getByRole('link', { name: other, exact: true }).click();
    await expect(page.getByRole('link', { name: other, exact: true })).toHaveAttribute('aria-current', 'page');
    await page.getByRole('link', { name: link, exact: true }).click();
    await expect(page.getByRole('link', { name: link, exact: true })).toHaveAttribute('aria-current', 'page');
    await expect.poll(() => page.evaluate(drawn)).toEqual(byServer);
    expect(loads).toBe(0);
  });
}
