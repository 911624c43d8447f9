// Lays out the site: pack.mjs MODE STAGE SITE. Called by site.sh, which says what changed.
// One hash over script, WASM and style sheet names all three, because a page must never mix two builds.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const [mode, stage, site] = process.argv.slice(2);
const { bundle } = createRequire(join(process.env.NODE_PATH, 'index.js'))('lightningcss');
const compressible = new Set(['.js', '.wasm', '.css', '.svg', '.html', '.txt', '.json', '.xml', '.ico', '.webmanifest']);

/** One style sheet of main.css and all that it imports, with its cascade layers. */
function styleSheet() {
  const main = 'style/main.css';
  if (!existsSync(main)) throw new Error(`${main} is missing: it lists the style sheets by @import`);
  const { code, warnings } = bundle({ filename: main, minify: mode !== 'dev', sourceMap: false });
  for (const warning of warnings) console.error(`${warning.loc?.filename}:${warning.loc?.line}: ${warning.message}`);
  if (warnings.length) throw new Error('the style sheets have problems');
  return code;
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

async function compress(path) {
  const content = readFileSync(path);
  const { constants } = zlib;
  const kinds = [
    ['.br', promisify(zlib.brotliCompress), { params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    } }],
    ['.gz', promisify(zlib.gzip), { level: constants.Z_BEST_COMPRESSION }],
  ];
  await Promise.all(kinds.map(async ([extension, by, options]) => {
    const small = await by(content, options);
    if (small.length < content.length) writeFileSync(path + extension, small);
  }));
}

const css = styleSheet();
const wasm = readFileSync(join(stage, 'uptake_bg.wasm'));
const script = readFileSync(join(stage, 'uptake.js'), 'utf8');
const hash = createHash('sha256');
for (const part of [script, wasm, css]) hash.update(createHash('sha256').update(part).digest());
const name = `uptake.${hash.digest('hex').slice(0, 16)}`;
// Paths in the URL; below the site's folder they are the same.
const manifest = { output_name: name, js: `/pkg/${name}.js`, wasm: `/pkg/${name}_bg.wasm`, css: `/pkg/${name}.css` };

// Made beside and moved over, so that a server that reads the folder meets an old site or a new one.
const made = `${site}.new`;
rmSync(made, { recursive: true, force: true });
mkdirSync(join(made, 'pkg'), { recursive: true });
if (existsSync('public')) cpSync('public', made, { recursive: true });
writeFileSync(join(made, manifest.js), script.replaceAll('uptake_bg.wasm', `${name}_bg.wasm`));
writeFileSync(join(made, manifest.wasm), wasm);
writeFileSync(join(made, manifest.css), css);
if (existsSync(join(stage, 'snippets'))) cpSync(join(stage, 'snippets'), join(made, 'pkg/snippets'), { recursive: true });
if (mode !== 'dev') {
  await Promise.all(files(made).filter((path) => compressible.has(extname(path))).map(compress));
}
writeFileSync(join(made, 'site.json'), JSON.stringify(manifest, null, 2) + '\n');
rmSync(`${site}.old`, { recursive: true, force: true });
if (existsSync(site)) renameSync(site, `${site}.old`);
renameSync(made, site);
rmSync(`${site}.old`, { recursive: true, force: true });

for (const path of [manifest.js, manifest.wasm, manifest.css]) {
  const full = join(site, path);
  const brotli = existsSync(`${full}.br`) ? `, ${statSync(`${full}.br`).size} as brotli` : '';
  console.error(`   ${path.slice(1)}: ${statSync(full).size} bytes${brotli}`);
}
