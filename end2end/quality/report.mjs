// What was measured beside what is asked for, as a section of docs/BENCHMARKS.md, and what misses its budget.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const BEGIN = '<!-- quality: written by `make quality` -->';
const END = '<!-- /quality -->';
const BUDGET = { lcp: 1200, cls: 0.02, inp: 100, performance: 95, accessibility: 100, practices: 100 };

const met = (yes) => (yes ? 'met' : '**not met**');
const ms = (time) => `${Math.round(time).toLocaleString('en-GB')} ms`;
const seconds = (time) => `${(time / 1000).toFixed(2)} s`;

/** What misses its budget, in words. */
export function misses({ vitals, scores }) {
  const missed = [];
  for (const { page, lcp, cls, inp } of vitals.found) {
    if (!(lcp > 0 && lcp <= BUDGET.lcp)) missed.push(`LCP of ${page}: ${seconds(lcp)}`);
    if (!(cls <= BUDGET.cls)) missed.push(`CLS of ${page}: ${cls.toFixed(3)}`);
    if (!(inp <= BUDGET.inp)) missed.push(`INP of ${page}: ${ms(inp)}`);
  }
  for (const { page, preset, low, ...score } of scores) {
    for (const category of ['performance', 'accessibility', 'practices']) {
      if (!(score[category] >= BUDGET[category])) {
        missed.push(`Lighthouse, ${category} of ${page}, ${preset}: ${score[category]}; ${low.join(', ')}`);
      }
    }
  }
  return missed;
}

/** The section, without its markers. */
export function section({ vitals, scores, runs, people, days }) {
  const memory = Math.ceil(totalmem() / 2 ** 30);
  const took = (time) => (time <= vitals.least ? `under ${vitals.least} ms` : ms(time));
  const vital = ({ page, lcp, cls, inp }) => {
    const good = lcp <= BUDGET.lcp && cls <= BUDGET.cls && inp <= BUDGET.inp;
    return `| ${page} | ${seconds(lcp)} | ${cls.toFixed(3)} | ${took(inp)} | ${met(good)} |`;
  };
  const scored = ({ page, preset, performance, accessibility, practices, lcp, blocked }) => {
    const good = performance >= BUDGET.performance && accessibility >= BUDGET.accessibility && practices >= BUDGET.practices;
    return `| ${page}, ${preset} | ${performance} | ${accessibility} | ${practices} | ${seconds(lcp)} | ${ms(blocked)} | ${met(good)} |`;
  };
  const deed = (page) => ([what, time]) => `| ${page} | ${what} | ${took(time)} |`;
  return `## In the browser

Repeat it with \`make quality ARGS="--write"\`. The released program with an organisation of ${people} people and ${days} days,
read in Chromium ${vitals.browser.split('.')[0]} at 1440 by 900 on the same machine (${cpus().length} cores, ${memory} GiB), with its processor slowed down
${vitals.slower} times. Each of ${runs} runs is a first visit with an empty cache, followed by what a reader does there. LCP is the
median of the runs, CLS the worst, INP the slowest interaction, each of them the median of its runs.

| page | LCP | CLS | INP | |
|---|--:|--:|--:|---|
| *budget* | ${seconds(BUDGET.lcp)} | ${BUDGET.cls} | ${BUDGET.inp} ms | |
${vitals.found.map(vital).join('\n')}

| page | interaction | until the next paint |
|---|---|--:|
${vitals.found.flatMap(({ page, interactions }) => interactions.map(deed(page))).join('\n')}

Lighthouse ${scores[0].version}, signed in, with its own presets: *mobile* is a phone on slow 4G with a processor 4 times slower, *desktop*
a window of 1350 by 940 on a fast line. Performance is the median of ${runs} runs; the others are the worst of them.

| page | performance | accessibility | best practices | its LCP | blocked | |
|---|--:|--:|--:|--:|--:|---|
| *budget* | ${BUDGET.performance} | ${BUDGET.accessibility} | ${BUDGET.practices} | | | |
${scores.map(scored).join('\n')}
`;
}

/** Puts the section between its markers, at the end of the page where it has none yet. */
export function writeSection(file, text) {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1] ?? '\n';
  const head = rest === undefined ? `${before.trimEnd()}\n\n` : before;
  writeFileSync(file, `${head}${BEGIN}\n${text.trimEnd()}\n${END}${after}`);
}
