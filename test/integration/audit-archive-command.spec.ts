import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dropMonth, insertRows } from '../support/archived.ts';
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

function run(
  name: 'archive' | 'restore',
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<CommandEnding> {
  const own = { DATABASE_URL: database.url, DATABASE_WAIT_SECONDS: '0', DATA_DIR: playground.dataDir };
  const { directory } = playground;
  return runCommand(`audit-${name}.mjs`, { args, directory, settings: { ...own, ...settings } });
}

describe('npm run audit:archive', () => {
  it('should archive what is over, tell of it, read it in place, and bring it back', async () => {
    await insertRows(dataSource, [{ description: 'one' }, { description: 'two', user_id: '7' }]);
    const directory = join(playground.dataDir, 'audit-archive');
    const archived = await run('archive', []);
    expect([archived.code, archived.output]).toEqual([0, '']);
    expect(archived.errors).toContain(`2026-01  2 of 2 entries\n`);
    expect(archived.errors).toContain(`2026-01  archived in ${directory}\n`);
    expect((await run('archive', [])).errors).toBe('Every month that is over is archived.\n');
    const listed = await run('archive', ['--list']);
    expect(JSON.parse(listed.output)).toMatchObject([{ month: '2026-01', rows: 2, location: directory }]);
    expect((await run('archive', ['--verify'])).errors).toBe('2026-01  is stored as it was archived\n');
    const csv = await run('archive', ['--export', 'csv', '--user', '7']);
    expect(csv.output).toMatch(/^id,timestamp,[^]*,two,success,[^,]*,system,7,[^\n]*\n$/);
    const present = await run('restore', ['--month', '2026-01']);
    expect([present.code, present.errors]).toEqual([2, expect.stringContaining('has a partition of this month')]);
    await dropMonth(dataSource);
    expect(await run('restore', ['--month', '2026-01'])).toEqual({
      code: 0,
      output: '',
      errors: '2026-01  2 entries are back\n',
    });
    const entries = await dataSource.query<object[]>(`
      SELECT action_type, user_label, category FROM audit_logs WHERE resource_type = 'audit_archive'
      ORDER BY "timestamp", id`);
    const by = (action_type: string, command: string) => ({
      action_type,
      user_label: `npm run audit:${command}`,
      category: 'administrative',
    });
    expect(entries).toEqual([by('archive', 'archive'), by('export', 'archive'), by('restore', 'restore')]);
  }, 180_000);

  it('should end with 2 and say why when it can not be done', async () => {
    const cases: readonly (readonly [
      'archive' | 'restore',
      readonly string[],
      Readonly<Record<string, string>>,
      string,
    ])[] = [
      ['archive', ['--month', '2026-13'], {}, 'is no month'],
      ['archive', ['--exprt'], {}, '--exprt'],
      ['archive', ['--export', 'xls'], {}, 'csv or ndjson'],
      ['archive', ['--export', 'csv', '--from', 'soon'], {}, '--from is no time'],
      ['restore', [], {}, 'Name the month'],
      ['archive', [], { AUDIT_ARCHIVE_S3_BUCKET: 'No Bucket' }, 'AUDIT_ARCHIVE_S3_BUCKET must be'],
    ];
    for (const [name, args, settings, message] of cases) {
      const { code, output, errors } = await run(name, args, settings);
      expect([code, output, errors]).toEqual([2, '', expect.stringContaining(message)]);
    }
  }, 120_000);

  it('should explain itself', async () => {
    const { code, output } = await run('archive', ['--help']);
    expect(code).toBe(0);
    for (const word of ['--month', '--verify', 'Exit code']) expect(output).toContain(word);
  });
});
