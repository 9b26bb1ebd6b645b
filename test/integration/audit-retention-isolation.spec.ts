import { RetainedLog } from '../support/retained.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const directoryOf = temporaryDirectories();

let log: RetainedLog;
beforeEach(async () => {
  log = await RetainedLog.make(directoryOf());
});
afterEach(() => log.drop());

describe('removing', () => {
  it('should be refused where an older snapshot would hide what has come in', async () => {
    await log.insert({ timestamp: '2024-03-10T00:00:00Z', description: 'first' });
    const seen = await log.archive.archive('2024-03');
    const runner = log.dataSource.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SELECT FROM audit_log_identity');
    await log.insert({ timestamp: '2024-03-11T00:00:00Z', description: 'late' });
    const removal = runner.query(`SELECT audit_maintain_remove_month('2024-03-01', $1, $2)`, [
      seen.rows,
      seen.lastRecordedAt,
    ]);
    await expect(removal).rejects.toThrow('READ COMMITTED');
    await runner.rollbackTransaction();
    await runner.release();
    expect(await log.kept()).toEqual(['first', 'late']);
  });

  it('should work where transactions are REPEATABLE READ by default', async () => {
    await log.insert({ timestamp: '2024-03-10T00:00:00Z' });
    const [{ name } = { name: '' }] = await log.dataSource.query<{ name: string }[]>(
      'SELECT current_database() AS name',
    );
    await log.dataSource.query(`ALTER DATABASE "${name}" SET default_transaction_isolation = 'repeatable read'`);
    await log.dataSource.destroy();
    await log.dataSource.initialize();
    const { archive } = await log.retention.apply({ days: 365, archiveDays: 365 });
    expect(archive).toMatchObject([{ month: '2024-03', reasonToKeep: null }]);
    expect([await log.kept(), await log.archived()]).toEqual([[], []]);
  });
});
