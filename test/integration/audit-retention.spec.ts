import { type INestApplicationContext, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditModule, AuditRetention, AuditService } from '../../src/audit/index.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';
import { auditOfRollups } from '../support/rollups.ts';

let now = new Date('2026-11-23T12:00:00Z');
let database: TestDatabase;
let app: INestApplicationContext;
let retention: AuditRetention;

@Module({})
class Host {}

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-23T12:00:00Z');
  app = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({ ...dataSourceOptions(database.url), retryAttempts: 0 }),
      AuditModule.forRoot({ clock: () => now, journal: journalInTemp() }),
      Host,
    ],
  }).compile();
  await app.init();
  retention = app.get(AuditRetention);
});
afterEach(async () => {
  await app.close();
  await database.drop();
});

/** Makes one entry at each of the times. */
async function record(...times: readonly string[]): Promise<void> {
  for (const time of times) {
    now = new Date(time);
    app.get(AuditService).record({ category: 'test', action: 'run' });
  }
  await app.get(AuditService).flush();
  now = new Date('2026-11-23T12:00:00Z');
}

const kept = async (): Promise<string[]> => {
  const rows = await app
    .get(DataSource)
    .query<{ timestamp: Date }[]>('SELECT "timestamp" FROM audit_logs ORDER BY "timestamp"');
  return rows.map(({ timestamp }) => timestamp.toISOString().slice(0, 10));
};

describe(AuditRetention.name, () => {
  it('should remove whole months that are old enough, and say how much that was', async () => {
    await record('2025-09-01', '2025-09-30', '2025-10-15', '2025-11-30', '2026-11-01');
    expect(await retention.removeOlderThan(365)).toEqual([
      { month: '2025-09', entries: 2 },
      { month: '2025-10', entries: 1 },
    ]);
    expect(await kept()).toEqual(['2025-11-30', '2026-11-01']);
    expect(await auditOfRollups(app.get(DataSource))).toEqual({ wrong: 0, entries: 2 });
  });

  it.each([
    ['2026-11-30T23:59:59.999Z', []],
    ['2026-12-01T00:00:00.000Z', ['2025-11']],
  ])('should at %s find a year over for the months %j', async (moment, months) => {
    await record('2025-11-01');
    now = new Date(moment);
    expect((await retention.removeOlderThan(365)).map(({ month }) => month)).toEqual(months);
  });

  it('should leave a log alone that is young', async () => {
    await record('2026-11-01');
    expect(await retention.removeOlderThan(1)).toEqual([]);
    expect(await kept()).toEqual(['2026-11-01']);
  });

  it('should let entries of a removed month be written again', async () => {
    await record('2020-01-15');
    await retention.removeOlderThan(365);
    await record('2020-01-16');
    expect(await kept()).toEqual(['2020-01-16']);
  });

  it.each([0, -1, 1.5, Number.NaN])('should refuse to keep %d days', async (days) => {
    await record('2020-01-15');
    await expect(retention.removeOlderThan(days)).rejects.toThrow(RangeError);
    expect(await kept()).toEqual(['2020-01-15']);
  });
});
