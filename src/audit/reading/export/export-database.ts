import type { PoolClient } from 'pg';
import { LogDatabase } from '../database/log-database.ts';
import { CopyOut, type CopyOutParts } from './copy-out.ts';

/** How long a reader may take nothing of an export, in milliseconds. */
const READER_MS = 60_000;
const UTC = 'UTC';

/** One statement whose rows are to become a file. */
export interface CopyOrder extends Omit<CopyOutParts, 'readerMs'> {
  /** In which times are written that are not in UTC. @default UTC */
  readonly timeZone?: string;
  /** @default 60000 */
  readonly readerMs?: number;
}

/**
 * Connections for exports, which take long and many of which may go on at the same time: apart from those on which
 * somebody waits for a page.
 */
export class ExportDatabase extends LogDatabase {
  /**
   * Begins to read, in a transaction of its own that no statement timeout ends. Resolves when there is something to
   * answer with, so that a database that is away is known before an answer is begun. Whatever becomes of the stream, its
   * connection is free afterwards, and the server works on it no longer.
   * @throws whatever the database throws until then
   */
  copy({ timeZone = UTC, readerMs = READER_MS, ...parts }: CopyOrder): Promise<CopyOut> {
    return new Promise((resolve, reject) => {
      const work = this.use(async (client) => {
        await begin(client, timeZone);
        const stream = client.query(new CopyOut({ ...parts, readerMs }));
        stream.on('error', () => undefined); // whoever reads it hears of it as well
        try {
          await stream.begun;
          resolve(stream);
          await stream.done;
        } catch (error) {
          stream.destroy();
          await this.#cancel(client);
          throw error;
        }
        await client.query('COMMIT');
      });
      work.catch(reject); // changes nothing when the stream is given, which has failed then
    });
  }

  /** While the connection is still ours: what the server does on it ends, also when it would write nothing for long. */
  async #cancel(client: PoolClient): Promise<void> {
    const { processID } = client as unknown as { readonly processID: number | null };
    await this.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined); // it is gone with its connection
  }
}

async function begin(client: PoolClient, timeZone: string): Promise<void> {
  await client.query('BEGIN TRANSACTION READ ONLY');
  await client.query(`SELECT set_config('statement_timeout', '0', true), set_config('TimeZone', $1, true)`, [timeZone]);
}
