// The PostgreSQL of the project with a log of so many rows, made where it is not there yet.
import { startEmbeddedPostgres } from '../../dist/src/database/embedded-postgres/embedded-postgres.js';
import { migrate } from '../../dist/src/database/migrate.js';
import { withClient } from '../delivery/database.mjs';
import { progress } from '../delivery/report.mjs';
import { fill, settle } from './fill.mjs';

/** While the log is filled: what it writes need not be written twice. */
const FILLING = { wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '4GB' };

const BAR_WIDTH = 30;

/**
 * Starts the server in the folder.
 * @returns its address for the application and for a superuser, how to stop it, and how the filling went
 */
export async function openLog({ directory, rows, seed }) {
  const filled = await fillWhereEmpty({ directory, rows, seed });
  const server = await startEmbeddedPostgres({ directory });
  return { url: server.url, superuserUrl: inAudit(server.superuserUrl), stop: () => server.stop(), filled };
}

async function fillWhereEmpty({ directory, rows, seed }) {
  progress('starting the database');
  const server = await startEmbeddedPostgres({ directory, settings: FILLING });
  try {
    await migrate(server.url);
    const url = inAudit(server.superuserUrl);
    const kept = await rowsOf(url);
    if (kept > 0 && (kept < rows || kept > rows * 1.1)) {
      throw new Error(`${directory} has ${kept} rows and not about ${rows}; choose another folder.`);
    }
    const startedAt = performance.now();
    if (kept === 0) await fill({ url, rows, seed, until: Date.now(), report: (done) => bar(done, rows) });
    const seconds = (performance.now() - startedAt) / 1000;
    await withClient(url, settle);
    const sizes = await sizesOf(url);
    await withClient(url, (client) => client.query('CHECKPOINT'));
    return { ...(kept === 0 && { rowsPerSecond: Math.round(rows / seconds) }), ...sizes };
  } finally {
    await server.stop();
  }
}

function inAudit(superuserUrl) {
  const url = new URL(superuserUrl);
  url.pathname = '/audit';
  return url.href;
}

/** What the planner knows is near enough, and at once. */
async function rowsOf(url) {
  const { rows } = await withClient(url, (client) =>
    client.query(`SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 AS rows
                  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'audit_logs'::regclass`),
  );
  return rows[0].rows;
}

async function sizesOf(url) {
  const { rows } = await withClient(url, (client) =>
    client.query(`SELECT (sum(pg_table_size(inhrelid)) / 1048576)::float8 AS "tableMiB",
                    (sum(pg_indexes_size(inhrelid)) / 1048576)::float8 AS "indexesMiB"
                  FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass`),
  );
  return { tableMiB: Math.round(rows[0].tableMiB), indexesMiB: Math.round(rows[0].indexesMiB) };
}

let shown = -1;

function bar(done, rows) {
  const percent = Math.floor((done / rows) * 100);
  if (percent === shown || (!process.stderr.isTTY && percent % 10 !== 0)) return;
  shown = percent;
  const full = Math.round((done / rows) * BAR_WIDTH);
  progress(`[${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}] ${done} of ${rows} rows`);
}
