/**
 * How each page looks: wide in the light theme, narrow in the dark one, at half of the pixels, which show a moved or
 * missing part as well as all of them. Written in Inter, which lies in the repository, so that it does not matter
 * what a machine has installed. After a change that is meant to be seen: `npx playwright test look --update-snapshots`.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, open, PAGES, still as test } from './support/still';

const face = (file: string, weight: string) => {
  const data = readFileSync(resolve(__dirname, '../../server/assets/inter', file)).toString('base64');
  return `@font-face { font-family: Inter; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}) }`;
};
const inter = `${face('Inter-Regular.ttf', '100 549')} ${face('Inter-SemiBold.ttf', '550 900')}
  :root { --font: Inter, sans-serif !important; --mono: Inter, sans-serif !important }
  .info > summary { font-family: Inter !important }`;

for (const [what, theme, width] of [['wide', 'light', 1440], ['narrow', 'dark', 360]] as const) {
  test.describe(what, () => {
    test.use({ colorScheme: theme, viewport: { width, height: 800 }, deviceScaleFactor: 0.5 });

    for (const name of PAGES) {
      test(`${name} looks as it did`, async ({ page, world }) => {
        await open(page, world, name);
        await page.addStyleTag({ content: inter });
        await page.evaluate(() => document.fonts.ready);
        await expect(page).toHaveScreenshot(`${name}-${what}.png`, { fullPage: true, scale: 'device' });
      });
    }
  });
}
