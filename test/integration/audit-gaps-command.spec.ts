import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { GapReport } from '../../src/audit/index.ts';
import { type CommandEnding, runCommand } from '../support/command.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildProject, isRunning, Playground } from '../support/running-application.ts';
import { writerWith } from '../support/stored-numbers.ts';

/** The command, with these settings alone. */
function command(
  place: { readonly directory: string; readonly settings: Readonly<Record<string, string>> },
  ...args: readonly string[]
): Promise<CommandEnding> {
  return runCommand('audit-gaps.mjs', { ...place, args });
}

let playground: Playground;
beforeAll(buildProject, 120_000);
beforeEach(() => {
  playground = new Playground();
});
afterEach(() => playground.clear());

describe('npm run audit:gaps', () => {
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

  const ask = (...args: readonly string[]) => {
    const settings = { DATABASE_URL: database.url, DATABASE_WAIT_SECONDS: '0' };
    return command({ directory: playground.directory, settings }, ...args);
  };

  it('should end with 0 when nothing is missing', async () => {
    await writerWith(dataSource, [[1, 5]], { lastSequence: 5 });
    expect(await ask()).toEqual({ code: 0, output: 'Nothing is missing in the audit log.\n', errors: '' });
  });

  it('should end with 1 and tell what is missing, also to machines', async () => {
    const writer = await writerWith(dataSource, [[4, 5]]);
    const { code, output } = await ask();
    expect(code).toBe(1);
    expect(output).toContain('3 numbers are missing');
    expect(output).toMatch(new RegExp(`writer ${writer}  1 to 3  \\(3\\)  between \\d{4}-.*Z and \\d{4}-.*Z\n`));
    expect(output).toContain('process 7 on here  stored up to 5');
    const json = await ask('--json');
    expect(json.code).toBe(1);
    const report = JSON.parse(json.output) as GapReport;
    expect(report).toMatchObject({ missing: 3, overlaps: [], gaps: [{ writer, count: 3 }], unfinished: [{ writer }] });
  });

  it('should end with 1 and tell what is there twice', async () => {
    await writerWith(
      dataSource,
      [
        [1, 5],
        [4, 6],
      ],
      { lastSequence: 6 },
    );
    const { code, output } = await ask();
    expect(code).toBe(1);
    expect(output).toMatch(/^Nothing is missing[^]*\nStored twice[^]* 4 to 5 {2}\(2\) /);
  });

  it('should end with 0 and name those who were not heard of', async () => {
    await writerWith(dataSource, []);
    const { code, output } = await ask();
    expect(code).toBe(0);
    expect(output).toContain('process 7 on here  stored up to nothing');
  });

  it('should end with 2 and say why when it can not look', async () => {
    const empty = await createEmptyDatabase();
    const nowhere = new URL(database.url);
    nowhere.pathname = '/nowhere';
    const [bare, missing, misused, broken] = [
      await command({ directory: playground.directory, settings: { DATABASE_URL: empty.url } }),
      await command({ directory: playground.directory, settings: { DATABASE_URL: nowhere.href } }),
      await ask('--jsn'),
      await command({ directory: playground.directory, settings: { DATABASE_URL: database.url, PORT: 'x' } }),
    ];
    await empty.drop();
    for (const { code, output } of [bare, missing, misused, broken]) expect([code, output]).toEqual([2, '']);
    expect(bare.errors).toMatch(/^Whether entries are missing can not be told: The database has no audit log yet/);
    expect(missing.errors).toContain('has no database of the name in DATABASE_URL');
    expect(misused.errors).toContain('--jsn');
    expect(broken.errors).toContain('PORT must be');
  });

  it('should explain itself', async () => {
    const { code, output } = await ask('--help');
    expect(code).toBe(0);
    for (const word of ['--json', 'Exit code']) expect(output).toContain(word);
  });
});

describe('npm run audit:gaps with the embedded database', () => {
  const ask = () => command({ directory: playground.directory, settings: { DATA_DIR: playground.dataDir } });

  it('should ask that of a running application, and else start and end it', async () => {
    const application = playground.start();
    await application.ready();
    const server = playground.serverPid();
    const whole = { code: 0, output: expect.stringMatching(/^Nothing is missing/), errors: '' };
    expect(await ask()).toEqual(whole);
    expect(isRunning(server)).toBe(true);
    await application.stop('SIGTERM');
    expect(await ask()).toEqual(whole);
    expect(existsSync(join(playground.dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('should make no database where there is none', async () => {
    const { code, errors } = await ask();
    expect([code, errors]).toEqual([2, expect.stringContaining(`There is no database in ${playground.dataDir}`)]);
    expect(existsSync(playground.dataDir)).toBe(false);
  });
});
