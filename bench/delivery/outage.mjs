// The database is away for minutes while requests go on: how much memory that takes, how soon all of it is stored when
// the database is back and the requests still go on, and whether every answered request has its entry.
import { setTimeout as sleep } from 'node:timers/promises';
import { countEntries } from './database.mjs';
import { openFleet } from './fleet.mjs';
import { atMost, median, NO_GOAL, progress, rounded } from './report.mjs';

const MIB = 2 ** 20;
const RATE = 1_000;
const CONNECTIONS = 128;
const SAMPLE_MS = 250;
const MOST_GROWTH_MIB = 64;
const MOST_DRAIN_SECONDS = 60;
/** Longest wait for the journal to be empty again, after which it is said not to be. */
const PATIENCE_SECONDS = 300;
/** With requests going on something always waits; what is older than this is left of the outage. */
const NOTHING_LEFT_MS = 1_000;

/** @returns the rows of the table */
export async function measureOutage({ databases, directory, outageSeconds, warmUpSeconds }) {
  const fleet = await openFleet({ databases, directory, ways: ['module'] });
  const { load, urls } = fleet;
  const server = fleet.servers.module;
  const request = { port: server.port, path: 'items', connections: CONNECTIONS, rate: RATE };
  try {
    progress(`outage: warming up for ${warmUpSeconds} s`);
    const [before, warm] = await watched(server, load.run({ ...request, seconds: warmUpSeconds }));
    const usual = median(warm.slice(-Math.ceil(warm.length / 4)));

    await databases.stop();
    progress(`outage: ${outageSeconds} s without a database`);
    const [during, away] = await watched(server, load.run({ ...request, seconds: outageSeconds }));

    await databases.start();
    const backAt = performance.now();
    const after = load.run(request);
    const [drainSeconds, draining] = await drained(server, backAt);
    load.end();
    const { answered: answeredAfter } = await after;
    while ((await server.usage()).waiting > 0) await sleep(SAMPLE_MS);

    const answered = before.answered + during.answered + answeredAfter;
    const stored = await countEntries(urls.module);
    const { shed } = await server.usage();
    const more = (samples) => (Math.max(...samples) - usual) / MIB;
    return [
      { what: 'MiB of memory before', is: rounded(usual / MIB, 0), ...NO_GOAL },
      { what: 'MiB more, at most, in the outage', is: rounded(more(away), 0), ...atMost(more(away), MOST_GROWTH_MIB) },
      { what: 'MiB more, at most, after it', is: rounded(more(draining), 0), ...NO_GOAL },
      { what: 'p99 in the outage ÷ before', is: rounded(during.p99 / before.p99), ...NO_GOAL },
      {
        what: 'seconds until all was stored',
        is: rounded(drainSeconds, 1),
        ...atMost(drainSeconds, MOST_DRAIN_SECONDS),
      },
      { what: 'answered requests', is: answered, ...NO_GOAL },
      { what: 'entries stored', is: stored, goal: `= ${answered}`, holds: stored === answered ? 'yes' : 'no' },
      { what: 'entries shed', is: shed, ...atMost(shed, 0) },
    ];
  } finally {
    await fleet.close();
  }
}

/** Looks at a server until the load is done. @returns what came of the load, and the memory the server had meanwhile */
async function watched(server, load) {
  const memory = [];
  for (;;) {
    const usage = await server.usage();
    memory.push(usage.rssBytes);
    tellWaiting(usage, memory.length);
    const result = await Promise.race([load, sleep(SAMPLE_MS)]);
    if (result !== undefined) return [result, memory];
  }
}

/** Looks at a server until nothing is left of the outage. @returns the seconds since then, and the memory meanwhile */
async function drained(server, backAt) {
  const memory = [];
  for (;;) {
    const usage = await server.usage();
    memory.push(usage.rssBytes);
    tellWaiting(usage, memory.length);
    const seconds = (performance.now() - backAt) / 1000;
    if (usage.oldestAgeMs < NOTHING_LEFT_MS) return [seconds, memory];
    if (seconds > PATIENCE_SECONDS) throw new Error(`${usage.waiting} entries still wait after ${seconds} s.`);
    await sleep(SAMPLE_MS);
  }
}

/** Every other second. */
function tellWaiting({ waiting, rssBytes }, count) {
  if (count % 8 === 0) progress(`outage: ${waiting} entries wait, ${rounded(rssBytes / MIB, 0)} MiB of memory`);
}
