// `npm run bench:reading -- --rows N [--data DIR] [--keep] [--repetitions 30] [--seed 1] [--only pages,filters,…]
// [--json FILE]`: what it costs to read a log of N rows, through HTTP and beside the best SQL for the same question. On
// the PostgreSQL of the project; what is compared takes turns. A log that took long to fill is kept with `--data DIR`
// and found there the next time; `--keep` keeps one that was made in a temporary folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { progress, rounded } from './delivery/report.mjs';
import { startApplication } from './reading/application.mjs';
import { bareRequestMs, compare } from './reading/compare.mjs';
import { openLog } from './reading/database.mjs';
import { measureDeepPage } from './reading/deep-page.mjs';
import { measureExport } from './reading/export.mjs';
import { questionsFor, subjectsOf } from './reading/questions.mjs';

const PARTS = ['pages', 'filters', 'pairs', 'search', 'summary', 'deep', 'export'];

/** A log that is this small is for trying and for continuous integration: its numbers say little. */
const SMALL_ROWS = 100_000;

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    data: { type: 'string' },
    keep: { type: 'boolean', default: false },
    repetitions: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: PARTS.join() },
    json: { type: 'string' },
  },
});
const rows = Number(flags.rows);
if (!Number.isInteger(rows) || rows < 1_000)
  throw new Error(`--rows ${flags.rows} is no whole number of at least 1000.`);
const isSmall = rows <= SMALL_ROWS;
const repetitions = Number(flags.repetitions ?? (isSmall ? 5 : 30));
const chosen = flags.only.split(',');
const unknown = chosen.find((name) => !PARTS.includes(name));
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; there are ${PARTS.join(', ')}.`);

const temporary = mkdtempSync(join(tmpdir(), 'reading-bench-'));
const directory = resolve(flags.data ?? join(temporary, 'log'));
mkdirSync(directory, { recursive: true });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
process.once('exit', () => {
  if (flags.keep) console.log(`The log is kept in ${directory}.`);
  else rmSync(temporary, { recursive: true, force: true });
});

const log = await openLog({ directory, rows, seed: Number(flags.seed) });
const results = {};
const clients = [new Client(log.superuserUrl), new Client(log.superuserUrl)];
let application;
let bareMs;
try {
  for (const client of clients) await client.connect();
  application = await startApplication({ databaseUrl: log.url, directory: join(temporary, 'application') });
  const http = application.client;
  const subjects = await subjectsOf(clients[0]);
  bareMs = await bareRequestMs(http, repetitions);
  const turns = { http, clients, repetitions, bareMs };
  for (const [part, questions] of Object.entries(questionsFor(subjects))) {
    if (!chosen.includes(part)) continue;
    const answers = [];
    for (const question of questions) {
      progress(`${part}: ${question.name}`);
      answers.push(await compare(question, part === 'pairs' && isSmall ? { ...turns, repetitions: 1 } : turns));
    }
    show(part, answers);
  }
  if (chosen.includes('deep')) show('deep', await measureDeepPage({ ...turns, rows, progress }));
  if (chosen.includes('export')) {
    const { sample } = subjects;
    const rounds = isSmall ? 1 : 3;
    show('export', await measureExport({ application, client: clients[0], sample, rounds, progress }));
  }
} finally {
  await application?.stop();
  for (const client of clients) await client.end();
  await log.stop();
}
const report = { rows, repetitions, filled: log.filled, bareRequestMs: rounded(bareMs), results };
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, undefined, 2)}\n`);
console.log(JSON.stringify(report));

function show(part, answers) {
  results[part] = answers;
  progress('');
  console.log(`${part}, ${rows} rows`);
  console.table(answers);
}
