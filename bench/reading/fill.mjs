// Fills the migrated table month by month: a partition is detached, filled by COPY without indexes, given those it had,
// and attached again; each month in a transaction of its own. At the end all are counted. It takes the rights of a
// superuser.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import copyStreams from 'pg-copy-streams';
import { withClient } from '../delivery/database.mjs';
import { monthsUntil, timeAt } from './months.mjs';
import { COLUMNS, Rows } from './rows.mjs';

const CHUNK_BYTES = 256 * 1024;

/**
 * @param url the database, for a superuser
 * @param until the newest entry is made just before; milliseconds
 * @param report called with the number of rows that are there
 */
export async function fill({ url, rows, seed, until, report }) {
  await withClient(url, async (client) => {
    await client.query(`SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
    const maker = new Rows(seed);
    for (const month of monthsUntil(until, rows)) {
      await client.query('BEGIN');
      await fillMonth(client, { month, maker, report });
      await client.query('COMMIT');
    }
    await client.query('ANALYZE audit_logs');
    for (const { from } of monthsUntil(until, rows)) {
      await client.query('SELECT audit_log_rollups_rebuild($1)', [new Date(from)]); // what comes in by a partition is not counted
    }
  });
}

/** What an application in use has done by night, and its database within minutes. */
export async function settle(client) {
  const { rows } = await client.query(
    `SELECT to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' AS month
     FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass`,
  );
  for (const { month } of rows) await client.query('SELECT audit_logs_index_text($1)', [month]);
  await client.query('SELECT audit_logs_index_recent_text(now())');
  await client.query('SELECT audit_logs_drop_spare_text()');
  for (const table of COUNTS) await client.query(`VACUUM (ANALYZE) ${table}`);
}

const COUNTS = ['audit_log_rollup_deltas', 'audit_log_rollups', 'audit_log_rollup_days', 'audit_log_rollup_actors'];

async function fillMonth(client, { month, maker, report }) {
  const name = `audit_logs_${new Date(month.from).toISOString().slice(0, 7).replace('-', '_')}`;
  await client.query(`DROP TABLE IF EXISTS ${name}`); // an empty one: made anew, so that COPY may freeze its rows
  await client.query('SELECT audit_logs_ensure_partition($1)', [new Date(month.from)]);
  const before = await client.query(PARTITION, [name]);
  const { bounds, indexes, key, triggers } = before.rows[0];
  await client.query(`ALTER TABLE audit_logs DETACH PARTITION ${name}`);
  await client.query(`ALTER TABLE ${name} DROP CONSTRAINT ${key.name}`);
  for (const index of indexes) await client.query(`DROP INDEX ${index.name}`);
  await pipeline(
    Readable.from(chunks({ month, maker, report })),
    client.query(copyStreams.from(`COPY ${name} (${COLUMNS}) FROM STDIN (FREEZE)`)),
  );
  await client.query(`ALTER TABLE ${name} ADD CONSTRAINT ${key.name} ${key.definition}`);
  for (const index of indexes) await client.query(index.definition);
  await client.query(`ALTER TABLE audit_logs ATTACH PARTITION ${name} ${bounds}`);
  for (const trigger of triggers) await client.query(`ALTER TABLE ${name} ENABLE ALWAYS TRIGGER ${trigger}`);
}

/** What a partition has, to be given back to it. */
const PARTITION = `
  SELECT pg_get_expr(relpartbound, oid) AS bounds,
    (SELECT json_build_object('name', quote_ident(conname), 'definition', pg_get_constraintdef(pg_constraint.oid))
     FROM pg_constraint WHERE conrelid = pg_class.oid AND contype = 'p') AS key,
    (SELECT coalesce(json_agg(json_build_object('name', indexrelid::regclass::text, 'definition', pg_get_indexdef(indexrelid))), '[]')
     FROM pg_index WHERE indrelid = pg_class.oid AND NOT indisprimary) AS indexes,
    (SELECT coalesce(json_agg(quote_ident(tgname)), '[]')
     FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgenabled = 'A') AS triggers
  FROM pg_class WHERE oid = to_regclass($1)`;

function* chunks({ month, maker, report }) {
  let text = '';
  for (let place = 0; place < month.count; place += 1) {
    text += maker.line(month.first + place, timeAt(month, place));
    if (text.length >= CHUNK_BYTES) {
      yield Buffer.from(text);
      text = '';
      report(month.first + place);
    }
  }
  yield Buffer.from(text);
  report(month.first + month.count);
}
