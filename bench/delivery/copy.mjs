// COPY, the fastest way into a table that PostgreSQL has.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import copyStreams from 'pg-copy-streams';
import { withClient } from './database.mjs';
import { secondsOf } from './report.mjs';

/** What is sent at a time: a row at a time would be slower. */
const CHUNK_BYTES = 64 * 1024;

/** The columns of the log and the indexes that any audit log has, with nothing else that costs time. */
const PLAIN_TABLE = `
  CREATE TABLE plain (LIKE audit_logs INCLUDING DEFAULTS);
  ALTER TABLE plain ADD PRIMARY KEY (id);
  CREATE INDEX ON plain ("timestamp");
  CREATE INDEX ON plain (user_id);
  CREATE INDEX ON plain (action_type)`;

/** The rows that the writer has stored, as COPY gives and takes them. */
export async function linesOf({ url }) {
  const text = await withClient(url, (client) =>
    buffer(client.query(copyStreams.to('COPY (SELECT * FROM audit_logs ORDER BY "timestamp", id) TO STDOUT'))),
  );
  return text
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => Buffer.from(`${line}\n`));
}

/**
 * How long it takes to copy rows into a plain table.
 * @param batches the rows of one COPY each
 */
export async function secondsToCopy({ url, checkpoint }, batches) {
  const texts = batches.map((lines) => chunksOf(Buffer.concat(lines)));
  return withClient(url, async (client) => {
    await client.query(PLAIN_TABLE);
    await checkpoint();
    return secondsOf(async () => {
      for (const chunks of texts) {
        await pipeline(Readable.from(chunks), client.query(copyStreams.from('COPY plain FROM STDIN')));
      }
    });
  });
}

function chunksOf(text) {
  return Array.from({ length: Math.ceil(text.length / CHUNK_BYTES) }, (_, index) =>
    text.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
}
