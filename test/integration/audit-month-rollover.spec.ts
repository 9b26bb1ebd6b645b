import { type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditModule, AuditService } from '../../src/audit/index.ts';
import { PartitionsService } from '../../src/audit/lifecycle/partitions.service.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';

let now = new Date('2031-11-23T12:00:00Z');
let database: TestDatabase;
let app: INestApplicationContext;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({ ...dataSourceOptions(database.url), retryAttempts: 0 }),
      AuditModule.forRoot({ clock: () => now, journal: journalInTemp() }),
    ],
  }).compile();
  await app.init();
  app.get(PartitionsService).onApplicationShutdown(); // from now on nobody makes months ahead of time
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const partitionsOf = (month: string): Promise<object[]> =>
  app.get(DataSource).query(`SELECT FROM pg_class WHERE relname = $1`, [`audit_logs_${month.replace('-', '_')}`]);

describe('when nobody makes months ahead of time any more', () => {
  it.each([
    ['2031-12-31T23:59:59.999Z', 'there already'],
    ['2032-01-23T12:00:00.000Z', 'there already'],
    ['2032-04-01T00:00:00.000Z', 'made on demand'],
    ['2032-09-30T23:59:59.999Z', 'made on demand'],
  ])('an entry of %s should find its month %s', async (moment, how) => {
    const month = moment.slice(0, 7);
    expect(await partitionsOf(month)).toHaveLength(how === 'there already' ? 1 : 0);
    now = new Date(moment);
    app.get(AuditService).record({ category: 'test', action: 'run' });
    await app.get(AuditService).flush();
    const stored = await app
      .get(DataSource)
      .query<{ at: Date; part: string }[]>(
        `SELECT "timestamp" AS at, tableoid::regclass::text AS part FROM audit_logs WHERE "timestamp" = $1`,
        [now],
      );
    expect(stored).toEqual([{ at: now, part: `audit_logs_${month.replace('-', '_')}` }]);
  });
});
