import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { until } from '../../../../test/support/until.ts';
import { ExportDatabase } from './export-database.ts';
import { framingOf } from './export-framing.ts';

const NDJSON = framingOf('ndjson', { columns: [], delimiter: ',', bom: false });
const JSON_ARRAY = framingOf('json', { columns: [], delimiter: ',', bom: false });

describe(ExportDatabase.name, () => {
  let database: TestDatabase;
  let host: DataSource;
  let exports: ExportDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    exports = new ExportDatabase(host, { connections: 2, timeoutMs: 1_000 });
  });
  afterAll(async () => {
    await exports.onApplicationShutdown();
    await host.destroy();
    await database.drop();
  });

  /** Until no statement of an export is under way. */
  async function idle(): Promise<void> {
    await until('all statements have ended', async () => {
      const [row] = await host.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'audit-reader' AND state <> 'idle'`,
      );
      return row?.count === 0;
    });
  }

  it.each([0, 1, 2, 70_000])('should frame %i rows', async (count) => {
    const order = { text: `COPY (SELECT n FROM generate_series(1, ${count}) AS n) TO STDOUT`, framing: JSON_ARRAY };
    const stream = await exports.copy(order);
    expect(JSON.parse(await text(stream))).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(stream.rows).toBe(count);
  });

  it('should keep rows whole that are larger than a piece', async () => {
    const order = {
      text: `COPY (SELECT repeat(n::text, 200000) FROM generate_series(1, 3) AS n) TO STDOUT`,
      framing: NDJSON,
    };
    const lines = (await text(await exports.copy(order))).split('\n');
    expect(lines).toEqual(['1', '2', '3'].map((digit) => digit.repeat(200_000)).concat(''));
  });

  it('should not be ended by the timeout of reading', async () => {
    const order = { text: `COPY (SELECT 1 FROM pg_sleep(1.2)) TO STDOUT`, framing: NDJSON };
    expect(await text(await exports.copy(order))).toBe('1\n');
  });

  it('should end with the error that the rows end with', async () => {
    const order = {
      text: `COPY (SELECT 1 / (50000 - n) FROM generate_series(1, 60000) AS n) TO STDOUT`,
      framing: NDJSON,
    };
    const stream = await exports.copy(order);
    await expect(buffer(stream)).rejects.toThrow('division by zero');
    await idle();
  });

  it('should refuse at once what fails before there is a row', async () => {
    await expect(exports.copy({ text: 'COPY (SELECT 1 / 0) TO STDOUT', framing: NDJSON })).rejects.toThrow('division');
    await expect(
      exports.copy({ text: 'COPY nothing TO STDOUT', framing: NDJSON, timeZone: 'No/Where' }),
    ).rejects.toThrow('TimeZone');
  });

  it('should end the statement when the reader leaves, also when it gives nothing for long', async () => {
    const order = {
      text: `COPY (SELECT n, CASE WHEN n > 20000 THEN pg_sleep(600) END FROM generate_series(1, 20001) AS n) TO STDOUT`,
      framing: NDJSON,
    };
    for (let time = 0; time < 5; time += 1) {
      const stream = await exports.copy(order); // more of them than there are connections
      stream.resume();
      stream.destroy();
      await once(stream, 'close');
      await idle();
      expect(stream.readableEnded).toBe(false);
    }
  });

  it('should give up a reader that takes nothing', async () => {
    const order = { text: `COPY (SELECT repeat('x', 1000) FROM generate_series(1, 50000)) TO STDOUT`, framing: NDJSON };
    const stream = await exports.copy({ ...order, readerMs: 50 });
    const [error] = (await once(stream, 'error')) as [Error];
    expect(error.message).toContain('was not read for 50 ms');
    await idle();
  });

  it('should read no more than the reader takes', async () => {
    const order = {
      text: `COPY (SELECT repeat('x', 1000) FROM generate_series(1, 200000)) TO STDOUT`,
      framing: NDJSON,
    };
    const stream = await exports.copy(order);
    await until('the server waits', async () => {
      const [row] = await host.query<{ event: string | null }[]>(
        `SELECT wait_event AS event FROM pg_stat_activity WHERE query LIKE 'COPY%' AND datname = current_database()`,
      );
      return row?.event === 'ClientWrite';
    });
    expect(stream.rows).toBeLessThan(20_000);
    expect((await buffer(stream)).length).toBe(200_000 * 1_001);
  });
});
