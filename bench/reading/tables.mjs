// `node bench/reading/tables.mjs 1m.json 3m.json 10m.json`: the tables of docs/performance.md from what
// `npm run bench:reading -- --json FILE` has written at several sizes.
import { readFileSync } from 'node:fs';

const WORST = 8;

const runs = process.argv
  .slice(2)
  .map((file) => JSON.parse(readFileSync(file, 'utf8')))
  .toSorted((one, other) => one.rows - other.rows);
if (runs.length === 0) throw new Error('Name the files of at least one run.');

const headings = runs.map(({ rows }) => `${rows / 1_000_000} M rows`);

print('The log', [
  ['table, MiB', ...runs.map(({ filled }) => filled.tableMiB)],
  ['indexes, MiB', ...runs.map(({ filled }) => filled.indexesMiB)],
  ['filled, rows/s', ...runs.map(({ filled }) => filled.rowsPerSecond ?? '–')],
  ['one bare request, ms', ...runs.map(({ bareRequestMs }) => bareRequestMs)],
]);
for (const part of ['pages', 'deep', 'filters', 'search', 'summary']) {
  print(`${part}: p95 in ms (ratio to SQL)`, linesOf(part, questionsOf(part)));
}
print('pairs of filters, the slowest', linesOf('pairs', questionsOf('pairs').slice(0, WORST)));
print(
  'export',
  questionsOf('export').map((question) => [question, ...runs.map((run) => of(run, 'export', question)?.value ?? '–')]),
);

/** The slowest first, by the largest log. */
function questionsOf(part) {
  const answers = runs.at(-1).results[part] ?? [];
  const ordered = part === 'export' ? answers : answers.toSorted((one, other) => (other.p95 ?? 0) - (one.p95 ?? 0));
  return ordered.map(({ question }) => question);
}

function linesOf(part, questions) {
  return questions.map((question) => [question, ...runs.map((run) => cell(of(run, part, question)))]);
}

function of(run, part, question) {
  return (run.results[part] ?? []).find((answer) => answer.question === question);
}

function cell(answer) {
  if (answer === undefined) return '–';
  return answer.p95 === undefined ? answer.answer : `${answer.p95} (${answer.ratio})`;
}

function print(title, lines) {
  if (lines.length === 0) return;
  console.log(`\n**${title}**\n`);
  console.log([row(['', ...headings]), row(['---', ...headings.map(() => '---:')]), ...lines.map(row)].join('\n'));
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}
