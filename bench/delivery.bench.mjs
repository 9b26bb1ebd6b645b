// `npm run bench:delivery [-- --quick] [--rounds 5] [--only ingest,open,saturated,outage] [--outage-seconds 300]`:
// what the way of an entry from its capture into the database costs, and what it does when the database is away. On the
// PostgreSQL of the project; what is compared takes turns, round by round, so that what else the machine does meets all
// of it. `--quick` is for trying: its numbers say little.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases } from './delivery/database.mjs';
import { measureIngest } from './delivery/ingest.mjs';
import { measureOpenLoop } from './delivery/open-loop.mjs';
import { measureOutage } from './delivery/outage.mjs';
import { measureSaturated } from './delivery/saturated.mjs';
import { progress } from './delivery/report.mjs';

const PARTS = { ingest: measureIngest, open: measureOpenLoop, saturated: measureSaturated, outage: measureOutage };

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(PARTS).join() },
    'outage-seconds': { type: 'string' },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 5));
const outageSeconds = Number(flags['outage-seconds'] ?? (flags.quick ? 5 : 300));
const SIZES = flags.quick
  ? { entries: 4_000, saves: 200, rates: [500, 1_000], seconds: 1.5, warmUpSeconds: 1 }
  : { entries: 30_000, saves: 1_000, rates: [500, 1_000], seconds: 10, warmUpSeconds: 10 };

const chosen = flags.only.split(',');
const unknown = chosen.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}.`);

const directory = mkdtempSync(join(tmpdir(), 'delivery-bench-'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

progress('starting the database');
const databases = await openDatabases(directory);
const results = {};
try {
  for (const name of chosen) {
    results[name] = await PARTS[name]({ databases, directory, rounds, outageSeconds, ...SIZES });
    progress('');
    console.log(name);
    console.table(results[name]);
  }
} finally {
  await databases.stop();
}
console.log(JSON.stringify({ rounds, outageSeconds, ...SIZES, results }));
