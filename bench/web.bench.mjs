// `npm run bench:web -- --rows N [--data DIR] [--repetitions 10] [--seed 1] [--json FILE]`: how fast the page shows the log,
// in a real headless browser on this machine, with N rows behind it. A log that took long to fill is kept with `--data DIR`
// and found there the next time, also one that `bench:reading` has made.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../test/web/support/launch-browser.mjs';
import { atMost, median, progress, rounded } from './delivery/report.mjs';
import { startApplication } from './reading/application.mjs';
import { openLog } from './reading/database.mjs';
import { Window } from './web/window.mjs';

const PAGE = join(import.meta.dirname, '..', 'dist', 'web');
const LIST = '/log?range=30d';
const LONG_LIST = '/log?range=30d&limit=200';
/** Each is asked once in a window: what was read a moment ago is not read again. */
const QUERIES = ['status:failure', 'action:login', 'status:error', 'category:authentication', 'severity:warning'];
const SMALL_ROWS = 100_000;

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    data: { type: 'string' },
    repetitions: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const rows = Number(flags.rows);
if (!Number.isInteger(rows) || rows < 1_000)
  throw new Error(`--rows ${flags.rows} is no whole number of at least 1000.`);
const repetitions = Number(flags.repetitions ?? (rows < SMALL_ROWS ? 3 : 10));

const temporary = mkdtempSync(join(tmpdir(), 'web-bench-'));
const directory = resolve(flags.data ?? join(temporary, 'log'));
mkdirSync(directory, { recursive: true });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));

const log = await openLog({ directory, rows, seed: Number(flags.seed) });
let application;
let browser;
let results;
try {
  application = await startApplication({
    databaseUrl: log.url,
    directory: join(temporary, 'application'),
    page: PAGE,
  });
  browser = await launchBrowser();
  results = await measure({ baseUrl: application.url, cookies: await application.cookies() });
} finally {
  await browser?.close();
  await application?.stop();
  await log.stop();
}
progress('');
console.log(`The page of the log, ${rows} rows, ${repetitions} times`);
console.table(results);
const report = { rows, repetitions, results };
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, undefined, 2)}\n`);
console.log(JSON.stringify(report));

async function measure(session) {
  const visits = [];
  const beyond = [];
  const tasks = [];
  for (let round = 0; round < repetitions; round += 1) {
    progress(`round ${round + 1} of ${repetitions}`);
    await inWindow(session, async (window) => {
      visits.push(await window.visit(LIST));
      for (const query of QUERIES) {
        const { totalMs, apiMs } = await window.filter(query);
        beyond.push(totalMs - apiMs);
      }
    });
    await inWindow(session, async (window) => {
      await window.visit(LONG_LIST);
      tasks.push(await window.scrollThrough());
    });
  }
  const painted = visits.map(({ paintedMs }) => paintedMs);
  return [
    line('first entries after navigation, ms', painted, 1000),
    line('filter to painted, beyond the API, ms', beyond, 150),
    line(
      'loaded for the log, gzip, KB',
      visits.map(({ files }) => gzipBytes(files) / 1000),
      350,
    ),
    line(
      'layout shift while loading',
      visits.map(({ shift }) => shift),
      0,
    ),
    line(
      'longest task while 200 rows scroll, ms',
      tasks.map((longest) => Math.max(0, ...longest)),
      50,
    ),
  ];
}

/** Each in a window of its own, whose cache is empty. */
async function inWindow(session, work) {
  const window = await Window.open(browser, session);
  try {
    await work(window);
  } finally {
    await window.close();
  }
}

/** The median counts; a task below 50 ms is none that a browser reports. */
function line(measured, values, goal) {
  const middle = rounded(median(values), 3);
  return { measured, median: middle, worst: rounded(Math.max(...values), 3), ...atMost(middle, goal) };
}

/** As the server sends them to a browser that takes gzip; most get them smaller still, by Brotli. */
function gzipBytes(files) {
  return [...new Set(files)].reduce((sum, name) => sum + statSync(join(PAGE, `${name}.gz`)).size, 0);
}
