import { DataSource } from 'typeorm';
import { AuditGaps } from '../../src/audit/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { writerWith } from '../support/stored-numbers.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Nothing is missing, and nothing is there twice. */
const WHOLE = { gaps: [], overlaps: [], unfinished: [], missing: 0 };

describe('AuditGaps', () => {
  it('should find nothing where there is nothing, and nothing in what is whole', async () => {
    const gaps = new AuditGaps(dataSource);
    expect(await gaps.find()).toEqual(WHOLE);
    await writerWith(
      dataSource,
      [
        [1, 5],
        [6, 6],
        [7, 20],
      ],
      { lastSequence: 20 },
    );
    expect(await gaps.find()).toEqual(WHOLE);
  });

  it('should find what is missing at the beginning, between, and at the end', async () => {
    const writer = await writerWith(
      dataSource,
      [
        [3, 5],
        [8, 9],
      ],
      { lastSequence: 12 },
    );
    const { gaps, overlaps, missing } = await new AuditGaps(dataSource).find();
    expect([missing, overlaps]).toEqual([2 + 2 + 3, []]);
    const [start, first, second, end] = (await moments()) as [Date, Date, Date, Date];
    expect(gaps).toEqual([
      { writer, firstSequence: 1, lastSequence: 2, count: 2, from: start, to: first },
      { writer, firstSequence: 6, lastSequence: 7, count: 2, from: first, to: second },
      { writer, firstSequence: 10, lastSequence: 12, count: 3, from: second, to: end },
    ]);
  });

  it('should find a writer that has told its end and stored nothing', async () => {
    await writerWith(dataSource, [], { lastSequence: 4 });
    expect((await new AuditGaps(dataSource).find()).missing).toBe(4);
  });

  it('should miss nothing behind what a running writer has stored, nor what it stores after it has told an end', async () => {
    await writerWith(dataSource, [[1, 5]], { lastSequence: 3 });
    await writerWith(dataSource, [
      [1, 5],
      [6, 9],
    ]);
    expect(await new AuditGaps(dataSource).find()).toMatchObject({ gaps: [], overlaps: [] });
    const writer = await writerWith(dataSource, [[5, 6]], { lastSequence: 3 });
    const { gaps } = await new AuditGaps(dataSource).find();
    expect(gaps).toMatchObject([
      { writer, firstSequence: 1, lastSequence: 3 },
      { writer, firstSequence: 4, lastSequence: 4 },
    ]);
  });

  it('should find what is there twice, and no hole in what one row covers', async () => {
    const writer = await writerWith(
      dataSource,
      [
        [1, 10],
        [3, 5],
        [9, 12],
        [13, 14],
        [17, 18],
      ],
      { lastSequence: 18 },
    );
    const { gaps, overlaps } = await new AuditGaps(dataSource).find();
    expect(overlaps).toMatchObject([
      { writer, firstSequence: 3, lastSequence: 5, count: 3 },
      { writer, firstSequence: 9, lastSequence: 10, count: 2 },
    ]);
    expect(gaps).toMatchObject([{ writer, firstSequence: 15, lastSequence: 16, count: 2 }]);
  });

  it('should find what is missing of a writer that nobody has registered', async () => {
    const writer = await writerWith(dataSource, [[4, 5]]);
    await dataSource.query('DELETE FROM audit_log_writers');
    const { gaps } = await new AuditGaps(dataSource).find();
    expect(gaps).toEqual([{ writer, firstSequence: 1, lastSequence: 3, count: 3, from: null, to: expect.any(Date) }]);
  });

  it('should find nothing in rows that were merged, but what was missing before', async () => {
    const writer = await writerWith(dataSource, [
      [1, 2],
      [3, 4],
      [6, 7],
      [8, 9],
    ]);
    await dataSource.query('SELECT audit_log_merge_batches($1, now())', [writer]);
    const { gaps, overlaps } = await new AuditGaps(dataSource).find();
    expect(gaps).toMatchObject([{ writer, firstSequence: 5, lastSequence: 5 }]);
    expect(overlaps).toEqual([]);
  });

  it('should keep writers apart', async () => {
    await writerWith(dataSource, [[1, 5]], { lastSequence: 5 });
    await writerWith(dataSource, [[1, 2]], { lastSequence: 2 });
    expect((await new AuditGaps(dataSource).find()).missing).toBe(0);
  });

  it('should list who was not heard of for an hour and has not told its end, and not count it as missing', async () => {
    const writer = await writerWith(dataSource, [[1, 5]]);
    const { unfinished, missing } = await new AuditGaps(dataSource).find();
    expect(missing).toBe(0);
    expect(unfinished).toEqual([
      {
        writer,
        host: 'here',
        processId: 7,
        startedAt: expect.any(Date),
        lastSequence: 5,
        lastStoredAt: expect.any(Date),
      },
    ]);
    await dataSource.query('UPDATE audit_log_batches SET committed_at = now()');
    expect((await new AuditGaps(dataSource).find()).unfinished).toEqual([]);
  });
});

/** When what the only writer has done was done: begun, stored, ended. */
async function moments(): Promise<readonly Date[]> {
  const rows = await dataSource.query<{ readonly moment: Date }[]>(
    `SELECT started_at AS moment FROM audit_log_writers UNION SELECT committed_at FROM audit_log_batches
     UNION SELECT finished_at FROM audit_log_writers ORDER BY moment`,
  );
  return rows.map(({ moment }) => moment);
}
