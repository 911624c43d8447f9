/** What axe finds wrong with a page as it stands. The spec must bypass the page's policy for scripts. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

export async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async (axe) => {
    // Evaluated by the test, not by the page.
    if (!('axe' in window)) (0, eval)(axe);
    const { violations: found } = await (window as unknown as { axe: Axe }).axe.run({
      // Off by itself, as it is new; Lighthouse asks for it.
      rules: { 'target-size': { enabled: true } },
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }, source);
}
