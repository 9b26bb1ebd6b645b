import { DataSource } from 'typeorm';
import { AuditHolds } from '../../src/audit/index.ts';
import { insertRows } from '../support/archived.ts';
import { type CommandEnding, runCommand } from '../support/command.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildProject, Playground } from '../support/running-application.ts';

let playground: Playground;
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(buildProject, 120_000);
beforeEach(async () => {
  playground = new Playground();
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
  await playground.clear();
});

function run(...args: readonly string[]): Promise<CommandEnding> {
  const settings = { DATABASE_URL: database.url, DATABASE_WAIT_SECONDS: '0', DATA_DIR: playground.dataDir };
  return runCommand('audit-retention.mjs', { args, directory: playground.directory, settings });
}

const entries = async (): Promise<readonly string[]> => {
  const rows = await dataSource.query<{ description: string }[]>(
    `SELECT description FROM audit_logs WHERE category IN ('test', 'noise') ORDER BY description`,
  );
  return rows.map(({ description }) => description);
};

describe('npm run audit:retention', () => {
  it('should say what it would do, do it, and tell of it', async () => {
    await insertRows(dataSource, [
      { description: 'a', category: 'noise' },
      { description: 'b', category: 'noise', user_id: 'ada' },
      { description: 'c' },
    ]);
    await new AuditHolds(dataSource, () => new Date()).place({ userId: 'ada', reason: 'Case', by: 'olivia' });
    const policy = ['--days', '3650', '--rules', 'noise=60'];
    expect(await run('--dry-run', ...policy)).toEqual({
      code: 0,
      output:
        'In the database, archived before:\n' +
        '  2026-01  1 would go, 1 are held, 1 stay\n' +
        '           noise: 1 after 60 days\n',
      errors: '',
    });
    expect(await entries()).toEqual(['a', 'b', 'c']);
    const done = await run(...policy);
    expect([done.code, done.output]).toEqual([0, expect.stringContaining('2026-01  1 are gone, 1 are held, 1 stay\n')]);
    expect(done.errors).toBe('2026-01  archiving\n2026-01  1 entries removed from the database\n');
    expect(await entries()).toEqual(['b', 'c']);
    const told = await dataSource.query<object[]>(
      `SELECT action_type, description, user_label FROM audit_logs WHERE category = 'administrative' ORDER BY "timestamp", id`,
    );
    const user_label = 'npm run audit:retention';
    expect(told).toMatchObject([
      { action_type: 'archive', user_label },
      { action_type: 'delete', user_label, description: expect.stringContaining('1 entry of the month 2026-01') },
    ]);
    expect(await run('--dry-run')).toMatchObject({ code: 0, output: 'In the database nothing is old enough to go.\n' });
    const machine = await run('--dry-run', '--preset', 'pci', '--json');
    expect(JSON.parse(machine.output)).toMatchObject({
      months: [{ month: '2026-01', entries: 1, held: 1 }],
      archive: [],
    });
  }, 180_000);

  it.each([
    [['--preset', 'gdpr'], '--preset is pci, hipaa, sox.'],
    [['--preset', 'pci', '--days', '9'], 'give it alone'],
    [['--rules', 'request=90'], 'Say with --days'],
    [['--days', '90', '--rules', 'request'], '--rules is a list'],
    [['--days', 'many'], 'days must be a whole number'],
    [['--days', '90', '--archive-days', '30'], 'archiveDays is 30'],
    [['--everything'], '--everything'],
  ])('should refuse %j', async (args, reason) => {
    expect(await run('--dry-run', ...args)).toEqual({ code: 2, output: '', errors: expect.stringContaining(reason) });
  });

  it('should explain itself', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, output: expect.stringContaining('--dry-run') });
  });
});
