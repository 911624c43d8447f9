/** What a first visit loads, counted on the wire by the browser itself. */
import { expect, test } from './support/test';

// Of the 300 kB that a first load may be, so that nobody notices at the edge.
const BUDGET = 240_000;
const BEFORE_PAINT = 40_000;

for (const path of ['/', '/adoption']) {
  test(`the first load of ${path} fits its budget`, async ({ page }, info) => {
    const wire = await page.context().newCDPSession(page);
    await wire.send('Network.enable');
    await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
    const kinds = new Map<string, string>();
    const bytes: Record<string, number> = {};
    wire.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'Other';
      bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    const everything = Object.values(bytes).reduce((sum, some) => sum + some, 0);
    info.annotations.push({ type: 'bytes', description: JSON.stringify({ ...bytes, everything }) });
    console.log(`${path}: ${JSON.stringify({ ...bytes, everything })}`);
    expect(bytes.Document).toBeGreaterThan(1_000);
    expect((bytes.Document ?? 0) + (bytes.Stylesheet ?? 0)).toBeLessThan(BEFORE_PAINT);
    expect(everything).toBeLessThan(BUDGET);
  });
}
