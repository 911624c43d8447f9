/** What does not fit: a page that scrolls sideways, and text that is cut off or lies outside. */
import type { Page } from '@playwright/test';

export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found: string[] = [];
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    const said = (node: Node) => (node.textContent ?? '').trim().slice(0, 40);
    /** What may hide a part of what it holds: it scrolls, ends in dots, or is there for the ear alone. */
    const forgives = (style: CSSStyleDeclaration) =>
      ['auto', 'scroll'].includes(style.overflowX) || style.textOverflow === 'ellipsis' || style.clipPath !== 'none';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const holder = text.parentElement;
      if (!holder || !said(text) || !holder.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      let around: Element | null = holder;
      let [from, to] = [0, root.clientWidth];
      for (; around && around !== root; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (forgives(style)) break;
        if (['hidden', 'clip'].includes(style.overflowX)) {
          const box = around.getBoundingClientRect();
          [from, to] = [Math.max(from, box.left), Math.min(to, box.right)];
        }
      }
      if (around && around !== root) continue;
      if (left < from - 1 || right > to + 1) {
        found.push(`“${said(text)}” from ${Math.round(left)} to ${Math.round(right)} in ${Math.round(from)} to ${Math.round(to)}`);
      }
    }
    return found;
  });
}
