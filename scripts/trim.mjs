// Takes out of the WASM what this app never runs: trim.mjs FROM TO. Called by site.sh before wasm-opt.
//
// Leptos keeps, for each type of view, an asynchronous way to hydrate it, which only lazily loaded routes use
// (`hydrate_lazy`, `#[lazy]`). They hang in tables, so no linker finds them unused, and are a good part of the bytes.
// Each becomes a single `unreachable`; wasm-opt then removes what only they called. If one was needed after all,
// the page would stop at once, which every hydrated browser test would show.
import { readFileSync, writeFileSync } from 'node:fs';

const unused = /hydrate_async::\{\{closure\}\}(::h[0-9a-f]{16})?$/;
// The compiler folds small functions that are equal, whatever their names; large ones are only equal to their like.
const smallest = 400;

const [from, to] = process.argv.slice(2);
const wasm = readFileSync(from);

/** Reads a LEB128 number at a place; it and the place behind it. */
function number(at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = wasm[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function encoded(value) {
  const bytes = [];
  do {
    bytes.push((value % 128) + (value >= 128 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

function sections() {
  const found = [];
  for (let at = 8; at < wasm.length; ) {
    const [length, begin] = number(at + 1);
    found.push({ id: wasm[at], at, begin, end: begin + length });
    at = begin + length;
  }
  return found;
}

/** The names of functions by their index. */
function functionNames(all) {
  for (const { begin, end } of all.filter(({ id }) => id === 0)) {
    const [length, text] = number(begin);
    if (wasm.toString('utf8', text, text + length) !== 'name') continue;
    for (let at = text + length; at < end; ) {
      const kind = wasm[at];
      const [size, body] = number(at + 1);
      at = body + size;
      if (kind !== 1) continue;
      const names = new Map();
      let [count, next] = number(body);
      for (; count > 0; count--) {
        const [index, afterIndex] = number(next);
        const [bytes, afterLength] = number(afterIndex);
        names.set(index, wasm.toString('utf8', afterLength, afterLength + bytes));
        next = afterLength + bytes;
      }
      return names;
    }
  }
  throw new Error(`${from} has no names of functions: was it stripped?`);
}

const all = sections();
const names = functionNames(all);
const code = all.find(({ id }) => id === 10);
const [count, first] = number(code.begin);
// Imported functions come first in the numbering, and all the others have a body.
const imported = Math.max(...names.keys()) + 1 - count;
const body = Buffer.from([3, 0, 0x00, 0x0b]);
const bodies = [encoded(count)];
let trimmed = 0;
for (let index = 0, at = first; index < count; index++) {
  const [size, begin] = number(at);
  const end = begin + size;
  if (size >= smallest && unused.test(names.get(imported + index) ?? '')) {
    bodies.push(body);
    trimmed += size;
  } else {
    bodies.push(wasm.subarray(at, end));
  }
  at = end;
}
const content = Buffer.concat(bodies);
writeFileSync(to, Buffer.concat([
  wasm.subarray(0, code.at), Buffer.from([10]), encoded(content.length), content, wasm.subarray(code.end),
]));
console.error(`   ${trimmed} bytes that only lazily loaded routes would run`);
