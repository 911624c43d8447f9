/**
 * `still`: `test` on the demo organisation at a moment that never passes, so that a page says and looks the same
 * tomorrow. `open` leads to one of its pages by name.
 */
import type { Page } from '@playwright/test';
import { awake, expect, test } from './test';
import type { World } from './world';

export const still = test.extend({
  baseURL: async ({ world }, use) => use(world.still.url),
  storageState: async ({ world }, use) => use(world.still.state),
  // Scripts and styles of the specs would be refused by the pages' own policy.
  bypassCSP: true,
  expected: [[/status of 404/], { option: true }] as never,
});

/** The pages of figures: all of them woken in the browser. */
export const FIGURES = ['overview', 'adoption', 'credits', 'reviews', 'teams', 'team', 'people', 'person', 'me'] as const;
/** The pages that are forms, and those that say that something is not there. */
export const PLAIN = ['connect', 'ways', 'guide', 'rollout', 'budget', 'annotations', 'links', 'link-form', 'shared', 'password', 'gone', 'sign-in', 'no-such-page'] as const;
export const PAGES = [...FIGURES, ...PLAIN] as const;
export type Name = (typeof PAGES)[number];

const paths: Record<Name, (world: World) => string> = {
  overview: () => '/',
  adoption: () => '/adoption?range=90d',
  credits: () => '/credits?compare=1',
  reviews: () => '/reviews?range=90d',
  teams: () => '/teams',
  team: (world) => world.still.team,
  people: () => '/people?band=light&order=credits',
  person: (world) => world.still.person,
  me: () => '/people/me',
  connect: () => '/connect',
  ways: () => '/connect/new',
  guide: () => '/connect/new/1',
  rollout: () => '/connect/rollout?item=groups',
  budget: () => '/settings/budget',
  annotations: () => '/settings/annotations',
  links: () => '/links',
  'link-form': () => '/links?new=credits&range=90d',
  shared: (world) => world.still.shared,
  password: (world) => world.still.locked,
  gone: () => `/s/${'A'.repeat(43)}`,
  'sign-in': () => '/sign-in',
  'no-such-page': () => '/no-such-page',
};

/** Takes out what no two runs have in common: addresses and keys of links, how often others opened one, and which of
 * those that were made at one moment stands first. */
function steady() {
  for (const address of document.querySelectorAll('.address input')) address.setAttribute('value', 'https://uptake.example.com/s/');
  for (const link of document.querySelectorAll('.links a, a[href^="/s/"]')) {
    const href = link.getAttribute('href') ?? '';
    link.setAttribute('href', href.replaceAll(/[0-9a-f]{32}/g, 'key').replace(/^\/s\/[\w-]{43}/, '/s/token'));
  }
  for (const line of document.querySelectorAll('.links .quiet')) {
    line.textContent = (line.textContent ?? '').replace(/opened \d.*$/, 'not opened yet');
  }
  const list = document.querySelector('.links');
  const name = (item: Element) => item.querySelector('h3')?.textContent ?? '';
  list?.append(...[...list.children].sort((a, b) => name(a).localeCompare(name(b))));
}

/** Opens a page; it listens once this resolves. */
export async function open(page: Page, world: World, name: Name) {
  if (name === 'sign-in') await page.context().clearCookies();
  await page.goto(paths[name](world));
  await expect(page.locator('h1')).toBeVisible();
  await page.evaluate(steady);
  const scripts = await page.locator('html.js').count();
  if (scripts > 0 && (await page.locator('.plot').count()) > 0) await awake(page);
}

export { expect };
