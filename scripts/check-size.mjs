// Holds the bytes of the first load, as brotli, to their budget. Usage: check-size.mjs [PAGE.html]
// The page, when given, is the HTML that the server sends first; it and the style sheet come before paint.
import { existsSync, readFileSync } from 'node:fs';
import zlib from 'node:zlib';

const site = 'target/site';
// Below the 300 kB that a first load may be, so that nobody notices at the edge.
const budget = { everything: 240_000, 'HTML and CSS before paint': 40_000 };

if (!existsSync(`${site}/site.json`)) throw new Error(`there is no site in ${site}: run scripts/site.sh`);

const brotli = (content) => zlib.brotliCompressSync(content).length;
const manifest = JSON.parse(readFileSync(`${site}/site.json`, 'utf8'));
const part = (name) => brotli(readFileSync(`${site}${manifest[name]}`));
const sizes = { WASM: part('wasm'), JavaScript: part('js'), CSS: part('css') };
const page = process.argv[2];
if (page) sizes.HTML = brotli(readFileSync(page));

const sums = {
  everything: Object.values(sizes).reduce((sum, size) => sum + size, 0),
  'HTML and CSS before paint': sizes.CSS + (sizes.HTML ?? 0),
};
for (const [name, size] of Object.entries(sizes)) console.log(`${name}: ${size} bytes as brotli`);
let over = false;
for (const [name, size] of Object.entries(sums)) {
  over ||= size > budget[name];
  console.log(`${name}: ${size} of ${budget[name]} bytes${size > budget[name] ? ': OVER BUDGET' : ''}`);
}
process.exit(over ? 1 : 0);
