// An export of up to a million rows as CSV beside COPY, with a usual load beside it.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import copyStreams from 'pg-copy-streams';
import { atLeast, atMost, median, NO_GOAL, rounded } from '../delivery/report.mjs';

const ROWS = 1_000_000;
const REQUESTS_PER_SECOND = 100;
const SAMPLE_MS = 50;

/** @param sample an entry whose reading is the load beside the export */
export async function measureExport({ application, client, sample, rounds, progress }) {
  const { rows: found } = await client.query(FROM, [ROWS - 1]);
  const from = (found[0] ?? (await client.query('SELECT min("timestamp") AS "timestamp" FROM audit_logs')).rows[0])
    .timestamp;
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    progress(`export: round ${round + 1} of ${rounds}`);
    const copied = await timed(() => client.query(copyStreams.to(copyOf(from))));
    const alone = await exported({ application, from });
    if (alone.status !== 200)
      return [{ question: 'export', answer: alone.status === 404 ? 'missing' : `${alone.status}` }];
    const beside = await underLoad({ application, sample, work: () => exported({ application, from }) });
    results.push({ copied, alone, beside });
  }
  const { rows: counted } = await client.query(
    'SELECT count(*)::float8 AS rows FROM audit_logs WHERE "timestamp" >= $1',
    [from],
  );
  return rowsOf(counted[0].rows, results);
}

function rowsOf(rows, results) {
  const middle = (valueOf) => median(results.map(valueOf));
  const ratio = rounded(middle(({ copied, alone }) => copied.seconds / alone.seconds));
  const rss = rounded(
    middle(({ alone }) => alone.rssGrowthMiB),
    0,
  );
  const delay = rounded(
    middle(({ beside }) => beside.delayP99Ms),
    1,
  );
  return [
    line('rows of the export', rows),
    line('CSV rows/s', Math.round(middle(({ alone }) => rows / alone.seconds))),
    line('COPY rows/s', Math.round(middle(({ copied }) => rows / copied.seconds))),
    line('CSV ÷ COPY', ratio, atLeast(ratio, 0.7)),
    line('growth of memory, MiB', rss, atMost(rss, 64)),
    line('requests/s beside it', Math.round(middle(({ beside }) => beside.requestsPerSecond))),
    line('event-loop delay p99, ms', delay, atMost(delay, 20)),
  ];
}

function line(question, value, goal = NO_GOAL) {
  return { question, value, ...goal };
}

async function exported({ application, from }) {
  const before = await application.usage();
  let most = before.rssBytes;
  const over = new AbortController();
  const sampling = (async () => {
    while (!over.signal.aborted) {
      most = Math.max(most, (await application.usage()).rssBytes);
      await sleep(SAMPLE_MS);
    }
  })();
  const path = `/api/v1/audit-logs/export?${new URLSearchParams({ format: 'csv', from: from.toISOString() })}`;
  const startedAt = performance.now();
  const answer = await application.client.open(path);
  await drained(answer);
  const seconds = (performance.now() - startedAt) / 1000;
  over.abort();
  await sampling;
  return { status: answer.statusCode, seconds, rssGrowthMiB: (most - before.rssBytes) / 1048576 };
}

/** Requests are sent when it is time for them, whether or not the earlier ones are answered. */
async function underLoad({ application, sample, work }) {
  const path = `/api/v1/audit-logs/${sample.id}`;
  const asked = [];
  const timer = setInterval(() => asked.push(application.client.send(path)), 1000 / REQUESTS_PER_SECOND);
  const startedAt = performance.now();
  await application.usage({ reset: true });
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { delayP99Ms } = await application.usage();
  await Promise.all(asked);
  return { requestsPerSecond: asked.length / seconds, delayP99Ms };
}

async function timed(open) {
  const startedAt = performance.now();
  await drained(open());
  return { seconds: (performance.now() - startedAt) / 1000 };
}

async function drained(stream) {
  stream.resume();
  await once(stream, 'end');
}

const FROM = 'SELECT "timestamp" FROM audit_logs ORDER BY "timestamp" DESC, id DESC OFFSET $1 LIMIT 1';

const copyOf = (from) =>
  `COPY (SELECT * FROM audit_logs WHERE "timestamp" >= '${from.toISOString()}' ORDER BY "timestamp" DESC, id DESC)
   TO STDOUT (FORMAT csv, HEADER)`;
