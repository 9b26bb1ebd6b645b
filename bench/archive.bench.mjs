// `npm run bench:archive [rows]`: archives a month of so many rows from a database of its own in a temporary folder, brings
// it back, and tells how fast that was and how many bytes a row takes in PostgreSQL and in Parquet.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { DataSource } from 'typeorm';

const { AuditArchive } = await import('../dist/src/audit/index.js');
const { loadEnvironment } = await import('../dist/src/config/environment.js');
const { openDatabase } = await import('../dist/src/database/open-database.js');
const { migrate } = await import('../dist/src/database/migrate.js');

const rows = Number(process.argv[2] ?? 200_000);
const MONTH = '2026-01';
const directory = mkdtempSync(join(tmpdir(), 'archive-bench-'));
const quietly = () => {};

// As the owner of the log, who may also write past the application.
const database = await openDatabase(loadEnvironment({ DATA_DIR: directory }), quietly);
try {
  await migrate(database.migrationUrl, quietly);
  const dataSource = await new DataSource({ type: 'postgres', url: database.migrationUrl }).initialize();
  try {
    await run(dataSource);
  } finally {
    await dataSource.destroy();
  }
} finally {
  await database.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function run(dataSource) {
  await fill(dataSource);
  const [{ table, indexes }] = await dataSource.query(
    `SELECT pg_table_size('audit_logs_2026_01')::float8 AS table, pg_indexes_size('audit_logs_2026_01')::float8 AS indexes`,
  );
  const archive = new AuditArchive({
    dataSource,
    settings: { directory: join(directory, 'archive'), s3: undefined, fileBytes: 512 * 1024 ** 2 },
    clock: () => new Date('2026-06-01Z'),
    record: quietly,
  });
  const before = process.memoryUsage.rss();
  const archiving = await seconds(() => archive.archive(MONTH));
  const grown = (process.resourceUsage().maxRSS * 1024 - before) / 1024 ** 2;
  const verifying = await seconds(() => archive.verify(MONTH));
  const [{ bytes, files }] = await archive.list();
  let read = 0;
  const reading = await seconds(async () => {
    for await (const _ of archive.read({})) read += 1;
  });
  await dataSource.query('DROP TABLE audit_logs_2026_01');
  const restoring = await seconds(() => archive.restore(MONTH));
  if (read !== rows) throw new Error(`${read} rows were read`);
  console.log(
    JSON.stringify(
      {
        rows,
        files: files.length,
        rowsPerSecond: Object.fromEntries(
          Object.entries({ archiving, verifying, reading, restoring }).map(([name, time]) => [
            name,
            Math.round(rows / time),
          ]),
        ),
        bytesPerRow: { table: table / rows, indexes: indexes / rows, parquet: bytes / rows },
        mebibytesOfMemoryAtMostWhileArchiving: Math.round(grown),
      },
      null,
      2,
    ),
  );
}

/** Entries like those of requests, over the month. */
async function fill(dataSource) {
  await dataSource.query(`SELECT audit_logs_ensure_partition('2026-01-15Z')`);
  await dataSource.query(
    `INSERT INTO audit_logs (id, "timestamp", category, action_type, resource_type, resource_id, description, status,
       actor_type, user_id, user_label, ip_address, user_agent, request_id, trace_id, metadata)
     SELECT gen_random_uuid(), '2026-01-01Z'::timestamptz + n * (interval '31 days' / ($1 + 1)), 'request', 'update', 'invoice',
       gen_random_uuid()::text, 'user' || n % 500 || '@example.com updated invoice ' || n, 'success', 'user', (n % 500)::text,
       'user' || n % 500 || '@example.com', ('10.0.' || n % 200 || '.' || n % 250)::inet,
       'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
       gen_random_uuid()::text, md5(n::text),
       jsonb_build_object('http', jsonb_build_object('method', 'PATCH', 'route', '/api/v1/invoices/:id', 'path',
         '/api/v1/invoices/' || n, 'statusCode', 200, 'durationMs', round((random() * 100)::numeric, 1), 'outcome', 'completed'),
         'changes', jsonb_build_object('amount', jsonb_build_object('from', n, 'to', n + 1)))
     FROM generate_series(1, $1::int) AS n`,
    [rows],
  );
  await dataSource.query('VACUUM ANALYZE audit_logs');
}

async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
