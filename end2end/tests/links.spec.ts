/**
 * Shared links, as people meet them: a leader shares what is in view, a colleague without an account opens it, and
 * another site shows it in a frame.
 */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './support/test';

/** Asks for an address as it is given. */
const addressOf = (page: Page, label: string) => page.getByRole('textbox', { name: `Address of “${label}”` }).inputValue();

/** A field of the form. */
const field = (page: Page, name: string) => page.locator(`[name="form[${name}]"]`);

/** A tab of somebody who has no account here. */
async function stranger(browser: Browser, scripts: boolean | undefined): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: scripts, storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

/** Fills the form that is open and makes the link. */
async function make(page: Page, label: string, fill: () => Promise<void> = async () => {}) {
  await field(page, 'label').fill(label);
  await fill();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('heading', { name: label, exact: true })).toBeVisible();
}

test('what is in view is shared by one click, and a stranger sees just that', async ({ page, browser, javaScriptEnabled }, info) => {
  const label = `Mobile, by the quarter (${info.project.name})`;
  await page.goto('/credits?range=90d&compare=1');
  await page.getByRole('link', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Share: Credits' })).toBeVisible();
  await expect(field(page, 'range')).toHaveValue('90d');
  await expect(field(page, 'compare')).toBeChecked();
  await make(page, label, () => page.getByRole('checkbox', { name: 'Days that stand out' }).uncheck());
  const visitor = await stranger(browser, javaScriptEnabled);
  await visitor.goto(await addressOf(page, label));
  await expect(visitor.locator('h1')).toContainText(/credits/i);
  await expect(visitor.locator('.shared-label')).toHaveText(label);
  await expect(visitor.getByText('Why credits moved').first()).toBeVisible();
  await expect(visitor.getByText('Days that stand out')).toHaveCount(0);
  await expect(visitor.getByRole('navigation')).toHaveCount(0);
  expect(await visitor.locator('a[href^="/"]:not([href^="/s/"])').count(), 'nothing leads into the house').toBe(0);
  await page.reload();
  await expect(page.locator('.links > li', { hasText: label })).toContainText('opened 1 time');
  await visitor.context().close();
});

test('days move within what the owner allows, and nowhere else', async ({ page, browser, javaScriptEnabled }, info) => {
  const label = `Adoption (${info.project.name})`;
  await page.goto('/links?new=adoption&range=28d');
  await make(page, label, async () => {
    await field(page, 'window').selectOption('90d');
  });
  const visitor = await stranger(browser, javaScriptEnabled);
  const address = await addressOf(page, label);
  await visitor.goto(address);
  await expect(visitor.locator('.seg a', { hasText: '7 days' })).toBeVisible();
  await expect(visitor.locator('.seg a', { hasText: 'Year' }), 'beyond what the owner allows').toHaveCount(0);
  await visitor.getByRole('link', { name: '90 days' }).click();
  await expect(visitor.locator('.seg a[aria-current]')).toHaveText('90 days');
  await visitor.goto(`${address}?range=year&team=mobile`);
  await expect(visitor.locator('.seg a[aria-current]'), 'cut to the window').toHaveCount(0);
  await visitor.context().close();
});

test('a password is asked for, and a link that is taken back is gone', async ({ page, browser, javaScriptEnabled }, info) => {
  const label = `Board meeting (${info.project.name})`;
  await page.goto('/links?new=overview');
  await make(page, label, () => field(page, 'password').fill('four unrelated words'));
  const visitor = await stranger(browser, javaScriptEnabled);
  const address = await addressOf(page, label);
  await visitor.goto(address);
  await expect(visitor.getByRole('heading', { name: 'This page asks for a password' })).toBeVisible();
  await visitor.getByLabel('Password').fill('four unrelated word');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await expect(visitor.getByRole('alert')).toContainText('That is not the password.');
  await visitor.getByLabel('Password').fill('four unrelated words');
  await visitor.keyboard.press('Enter');
  await expect(visitor.locator('.shared-label')).toHaveText(label);
  const mine = page.locator('.links > li', { hasText: label });
  await mine.getByText('Take back …').click();
  await mine.getByRole('button', { name: 'Take it back' }).click();
  await expect(mine).toHaveCount(0);
  const gone = await visitor.goto(address);
  expect(gone?.status()).toBe(404);
  await expect(visitor.getByRole('heading', { name: 'There is nothing at this address.' })).toBeVisible();
  await visitor.context().close();
});

test('a link is seen before it is made, and nobody has opened it', async ({ page }, info) => {
  const label = `Seen before (${info.project.name})`;
  await page.goto('/links?new=overview&range=90d');
  await field(page, 'label').fill(label);
  await page.getByRole('checkbox', { name: 'Teams' }).uncheck();
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Preview' }).click()]);
  await expect(tab.getByRole('complementary', { name: 'Preview' })).toContainText('Preview:');
  await expect(tab.locator('.shared-label')).toHaveText(label);
  await expect(tab.locator('#teams-h')).toHaveCount(0);
  await tab.getByRole('link', { name: 'Back to the link' }).click();
  await expect(field(tab, 'label'), 'the form is as it was').toHaveValue(label);
  await expect(tab.getByRole('checkbox', { name: 'Teams' })).not.toBeChecked();
  await tab.close();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const mine = page.locator('.links > li', { hasText: label });
  await mine.getByRole('link', { name: 'Preview' }).click();
  await expect(page.locator('.shared-label')).toHaveText(label);
  await page.goto('/links');
  await expect(mine).toContainText('not opened yet');
});

test('a picture for chats is there where its owner wants one', async ({ page, browser }, info) => {
  const [plain, pictured] = [`Without (${info.project.name})`, `Pictured (${info.project.name})`];
  await page.goto('/links?new=overview');
  await make(page, plain);
  await page.goto('/links?new=overview');
  await make(page, pictured, () => field(page, 'picture').check());
  const visitor = (await browser.newContext({ storageState: { cookies: [], origins: [] } })).request;
  const none = await visitor.get(`${await addressOf(page, plain)}/preview.png`);
  expect(none.status()).toBe(404);
  const picture = await visitor.get(`${await addressOf(page, pictured)}/preview.png`);
  expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/png']);
  const bytes = await picture.body();
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], 'width and height').toEqual([1200, 630]);
});

test('a form that is refused keeps what was typed', async ({ page }) => {
  await page.goto('/links?new=overview');
  await field(page, 'label').fill('Kept as typed');
  await field(page, 'compare').check();
  await field(page, 'embed').fill('https://wiki.example.com/page');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('alert')).toContainText('A site that may embed is an origin');
  await expect(field(page, 'label')).toHaveValue('Kept as typed');
  await expect(field(page, 'compare')).toBeChecked();
  await expect(field(page, 'embed')).toHaveValue('https://wiki.example.com/page');
});

test.describe('in a frame of another site', () => {
  // The browser says in the console why it does not show the frame.
  test.use({ expected: [[/frame-ancestors/, /Refused to frame/, /Failed to load resource/], { option: true }] as never });

  async function site(body: () => string): Promise<{ server: Server; origin: string }> {
    const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(`<!DOCTYPE html><title>Wiki</title>${body()}`));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  test('it is shown where its owner allows it, and nowhere else', async ({ page, context, javaScriptEnabled }, info) => {
    const label = `On the wiki (${info.project.name})`;
    let frame = '';
    const [allowed, other] = [await site(() => frame), await site(() => frame)];
    await page.goto('/links?new=overview');
    await make(page, label, () => field(page, 'embed').fill(allowed.origin));
    frame = await page.locator('.links > li', { hasText: label }).locator('.embed textarea').inputValue();
    const wiki = await context.newPage();
    await wiki.goto(allowed.origin);
    await expect(wiki.frameLocator('iframe').locator('.shared-label')).toHaveText(label);
    if (javaScriptEnabled === false) {
      await expect(wiki.locator('iframe')).toHaveAttribute('height', '900');
    } else {
      const inside = await wiki.frameLocator('iframe').locator('html').evaluate((page) => Math.ceil(page.getBoundingClientRect().height));
      await expect(wiki.locator('iframe'), 'as high as what is in it').toHaveAttribute('height', String(inside));
    }
    await wiki.goto(other.origin);
    await expect(wiki.locator('iframe')).toBeVisible();
    await expect(wiki.frameLocator('iframe').locator('.shared-label')).toHaveCount(0);
    allowed.server.close();
    other.server.close();
  });
});
