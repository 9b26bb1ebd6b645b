import { DataSource } from 'typeorm';
import { crashesIn, runToTheEnd } from '../support/crashing-process.ts';
import { createTestDatabase } from '../support/database.ts';

describe('a crash of a process', () => {
  it('should be in the log of each of its applications once, and of none that was closed', async () => {
    const [one, other] = [await createTestDatabase(), await createTestDatabase()];
    const end = await runToTheEnd({ program: 'crash-many-apps.ts', args: [one.url, other.url] });
    expect([(await crashesIn(one.url)).length, (await crashesIn(other.url)).length, end.code]).toEqual([1, 1, 1]);
    expect(end.errors).not.toContain('MaxListeners');
    expect(end.output).toContain('restored true false');
    await one.drop();
    await other.drop();
  }, 120_000);

  it('should end it within its bound when the log takes nothing', async () => {
    const database = await createTestDatabase();
    const holder = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = holder.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
    const end = await runToTheEnd({ args: ['timer'], databaseUrl: database.url });
    expect(end).toMatchObject({ code: 1 });
    await runner.rollbackTransaction();
    await runner.release();
    await holder.destroy();
    await database.drop();
  }, 120_000);
});
