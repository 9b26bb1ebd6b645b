import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CoverageReport } from '../../src/audit/index.ts';
import { buildProject } from '../support/running-application.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The command, with nothing of this process' settings. */
async function command(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/audit-coverage.mjs', ...args], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH },
  });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((end) => child.once('close', end)),
  ]);
  return { code, output, errors };
}

describe('npm run audit:coverage', () => {
  beforeAll(buildProject, 120_000);

  it('should tell what of this application is audited, without a database and settings, and find nothing wrong', async () => {
    const { code, output } = await command();
    expect(code).toBe(0);
    const lines = output.split('\n');
    const lineOf = (part: string) =>
      lines.filter((line) => line.includes(part)).map((line) => line.trim().split(/\s{2,}/));
    expect(lineOf('UsersController.create')).toEqual([
      ['audited', 'POST /api/v1/users', 'user_management', 'create', 'user', 'changes', 'UsersController.create'],
    ]);
    expect(lineOf('ImportJob.run')).toEqual([
      ['audited', 'job ImportJob', 'data_operation', 'import', 'data_upload', 'changes', 'ImportJob.run'],
    ]);
    expect(lineOf('GET /health/live')[0]).toEqual(
      expect.arrayContaining(['skipped', 'none', expect.stringContaining('probes')]),
    );
    expect(output).toMatch(/\n\d+ ways in: \d+ audited \(\d+ %\), \d+ plain, \d+ skipped, 0 silent;/);
    expect(output).toMatch(/Routes that change something: (\d+) of \1 audited or skipped with a reason \(100 %\)\.\n$/);
  });

  it('should give the same for machines', async () => {
    const { code, output } = await command('--json');
    expect(code).toBe(0);
    const report = JSON.parse(output) as CoverageReport;
    expect(report.problems).toEqual([]);
    expect(report.items).toContainEqual({
      kind: 'route',
      module: 'UsersModule',
      place: 'UsersController.create',
      name: 'POST /api/v1/users',
      state: 'audited',
      isChanging: true,
      category: 'user_management',
      action: 'create',
      resource: 'user',
      level: expect.any(String),
      reason: null,
    });
  });

  it('should end with 1 and name what changes something and leaves no entry', async () => {
    const { code, output } = await command('--app', 'test/fixture/silent-app.mjs');
    expect(code).toBe(1);
    expect(output).toContain('Routes that change something: 0 of 1 audited');
    expect(output).toMatch(/To do:\n {2}BooksController\.create \(POST \/books\) .*@Audited.*@SkipAudit/);
    expect(output).not.toMatch(/To do:[^]*BooksController\.list/);
  });

  it.each([
    ['an application that can not be put together', ['--app', 'test/fixture/broken-app.mjs'], 'There is no module'],
    ['a file that is not there', ['--app', 'nothing.mjs'], 'nothing.mjs'],
    ['a file that exports something else', ['--app', 'jest.config.mjs'], 'exports no function createInventoryApp'],
    ['an option that it does not know', ['--jsn'], '--jsn'],
  ])('should end with 2 and say why for %s', async (_what, args, why) => {
    const { code, output, errors } = await command(...args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toMatch(/^The application can not be inspected: /m);
    expect(errors).toContain(why);
  });

  it('should explain itself', async () => {
    const { code, output } = await command('--help');
    expect(code).toBe(0);
    for (const word of ['--json', '--app', 'audited', 'plain', 'skipped', 'silent', 'Exit code'])
      expect(output).toContain(word);
  });
});
