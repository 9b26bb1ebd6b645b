import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';

/**
 * A writer that has begun two hours ago and stored these ranges, the first an hour and a half ago, each next a minute later.
 * @param options.lastSequence the end that it has told just now. @default it has told none
 * @returns its id
 */
export async function writerWith(
  dataSource: Pick<DataSource, 'query'>,
  ranges: readonly (readonly [first: number, last: number])[],
  { lastSequence }: { readonly lastSequence?: number } = {},
): Promise<string> {
  const writer = randomUUID();
  await dataSource.query(
    `INSERT INTO audit_log_writers (writer_id, host, process_id, started_at, finished_at, last_seq)
     VALUES ($1, 'here', 7, now() - interval '2 hours', $2, $3)`,
    [writer, lastSequence === undefined ? null : new Date(), lastSequence ?? null],
  );
  for (const [index, [first, last]] of ranges.entries()) {
    await dataSource.query(
      `INSERT INTO audit_log_batches (writer_id, first_seq, last_seq, entries, committed_at)
       VALUES ($1, $2, $3, $4, now() - interval '90 minutes' + make_interval(mins => $5))`,
      [writer, first, last, last - first + 1, index],
    );
  }
  return writer;
}
