/** Every page by keyboard alone: what the Tab key reaches, in which order, and whether one sees where one is. */
import type { Page } from '@playwright/test';
import { expect, open, PAGES, still as test } from './support/still';

/** What can be reached, in the order of the document. */
const reachable = (page: Page) =>
  page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement | SVGElement>(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"], .data-scroll',
    );
    const radios = new Set<string>();
    const found: string[] = [];
    for (const [at, one] of [...all].entries()) {
      one.dataset.walk = '';
      if (one.matches(':disabled') || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) continue;
      if (one instanceof HTMLInputElement && one.type === 'radio') {
        if (radios.has(one.name)) continue;
        radios.add(one.name);
      }
      one.dataset.walk = String(at);
      found.push(`${at} ${one.tagName.toLowerCase()} ${(one.textContent ?? '').trim().slice(0, 30)}`);
    }
    return found;
  });

/** What has the focus: its place in the walk, and whether one sees it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const one = document.activeElement as HTMLElement | null;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    // The radios of the theme are drawn by what stands beside them; a row's link lies over its row.
    const drawn = [one, one.nextElementSibling].filter((part) => part instanceof Element);
    const outlined = drawn.some((part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(part as Element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    });
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const name = `${one.tagName.toLowerCase()} ${(one.textContent ?? '').trim().slice(0, 30)}`;
    return { walk: one.dataset.walk ?? '', name, outlined, inView };
  });

for (const name of PAGES) {
  test(`${name}: Tab reaches everything once, in order, and shows where it is`, async ({ page, world }) => {
    await open(page, world, name);
    const all = await reachable(page);
    // Where there is nothing, nothing leads on but to the content.
    expect(all.length).toBeGreaterThan(name === 'gone' ? 0 : 2);
    const walked: string[] = [];
    const faults: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const now = await focused(page);
      if (!now || walked.length > all.length) break;
      const here = `${now.walk} ${now.name}`;
      // A date has a stop for day, month and year.
      if (here === walked.at(-1)) continue;
      walked.push(here);
      if (!now.outlined) faults.push(`${here}: no outline`);
      if (!now.inView) faults.push(`${here}: out of view`);
    }
    expect(walked).toEqual(all);
    expect(faults).toEqual([]);
  });
}

test('the first Tab offers to skip to the content, and that is where it leads', async ({ page, world }) => {
  for (const name of ['overview', 'budget'] as const) {
    await open(page, world, name);
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await expect(skip).not.toBeInViewport();
    await page.keyboard.press('Tab');
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null), name).toBe(true);
  }
});

test('the keys of the days do what their links do', async ({ page, world }) => {
  await open(page, world, 'overview');
  for (const [key, range] of [['w', '7d'], ['q', 'quarter'], ['y', 'year'], ['a', 'all']] as const) {
    await page.keyboard.press(key);
    await expect(page, key).toHaveURL(new RegExp(`range=${range}`));
  }
  await page.keyboard.press('m');
  await expect(page).not.toHaveURL(/range=/);
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/from=2026-09-26&to=2026-10-23/);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/from=2026-10-24&to=2026-11-20|\/$/);
  await page.keyboard.press('x');
  await expect(page).toHaveURL(/compare=1/);
});

test('“/” leads to the search', async ({ page, world }) => {
  await open(page, world, 'people');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('searchbox')).toHaveValue('');
});

test('a key with a modifier, or typed into a field, stays the browser’s', async ({ page, world }) => {
  await open(page, world, 'people');
  const before = page.url();
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('wmq?');
  await expect(page.getByRole('searchbox')).toHaveValue('wmq?');
  await page.locator('main').focus();
  await page.keyboard.press('Alt+w');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(page.url()).toBe(before);
});

for (const [what, page_, popup] of [
  ['the visitor’s menu', 'overview', '.menu'],
  ['other days', 'overview', '.custom'],
  ['the files of a page', 'overview', '.controls .take'],
  ['the files of a chart', 'credits', 'figure .take'],
  ['a definition', 'adoption', '.info'],
  ['the menu on a plain page', 'budget', '.menu'],
] as const) {
  test(`Escape closes ${what} and gives the focus back`, async ({ page, world }) => {
    await open(page, world, page_);
    const details = page.locator(popup).first();
    const summary = details.locator('> summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await expect(details).toHaveAttribute('open', '');
    if (await details.locator('a, button, input').count()) {
      await page.keyboard.press('Tab');
      expect(await details.evaluate((one) => one.contains(document.activeElement) && !document.activeElement?.matches('summary'))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(details).not.toHaveAttribute('open', '');
    await expect(summary).toBeFocused();
  });
}

test('the list of keys opens by “?” and closes by Escape', async ({ page, world }) => {
  await open(page, world, 'teams');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

for (const name of ['overview', 'adoption', 'credits', 'reviews', 'team', 'person'] as const) {
  test(`${name}: arrows read every chart with exact values, and Escape lets go`, async ({ page, world }) => {
    await open(page, world, name);
    const plots = page.locator('.plot[tabindex="0"]');
    const count = await plots.count();
    expect(count).toBeGreaterThan(0);
    for (let at = 0; at < count; at += 1) {
      const plot = plots.nth(at);
      const tip = plot.locator('.tip');
      await plot.focus();
      await expect(tip).toHaveCount(0);
      await page.keyboard.press('End');
      await expect(tip).toBeVisible();
      const last = await tip.textContent();
      expect(last, `chart ${at}`).toMatch(/\d/);
      await expect(tip).toBeInViewport({ ratio: 0.9 });
      await page.keyboard.press('Home');
      await expect(tip).not.toHaveText(last ?? '');
      await page.keyboard.press('Escape');
      await expect(tip).toHaveCount(0);
      await expect(plot).toBeFocused();
    }
  });
}
