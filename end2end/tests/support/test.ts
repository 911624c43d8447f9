/**
 * `test` with the world in it: signed in as the admin unless a spec says otherwise, and failing on any error or
 * warning in the browser's console and on any request that leaves this machine.
 */
import { test as base, expect, type Page } from '@playwright/test';
import { readWorld, type World } from './world';

interface Fixtures {
  world: World;
  /** Console messages that the spec expects, for example of a request that must be refused. */
  expected: RegExp[];
  console: void;
}

export const test = base.extend<Fixtures>({
  world: async ({}, use) => use(readWorld()),
  baseURL: async ({ world }, use) => use(world.url),
  storageState: async ({ world }, use) => use(world.adminState),
  expected: [async ({}, use) => use([]), { option: true }],
  console: [
    async ({ page, expected, javaScriptEnabled }, use) => {
      // What a page loads ahead for its scripts stays unused where scripts are off.
      const idle = javaScriptEnabled === false ? [/was preloaded using link preload but not used/] : [];
      const known = [...expected, ...idle];
      const bad: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) bad.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => bad.push(`uncaught: ${error.message}`));
      page.on('request', (asked) => {
        const { hostname, protocol } = new URL(asked.url());
        if (protocol.startsWith('http') && hostname !== '127.0.0.1') bad.push(`asked ${asked.url()}`);
      });
      await use();
      expect(bad.filter((text) => !known.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Resolves once the page listens: its charts can be reached by keyboard only then. */
export const awake = (page: Page) => expect(page.locator('.plot[tabindex="0"]').first()).toBeAttached();

export { expect };
