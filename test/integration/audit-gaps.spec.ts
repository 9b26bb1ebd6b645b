import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { AuditGaps } from '../../src/audit/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildProject } from '../support/running-application.ts';

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

/** A writer that has stored these ranges, the first an hour and a half ago, each next a minute later. */
async function writerWith(
  ranges: readonly (readonly [first: number, last: number])[],
  { lastSequence }: { readonly lastSequence?: number } = {},
): Promise<string> {
  const writer = randomUUID();
  await dataSource.query(
    `INSERT INTO audit_log_writers (writer_id, host, process_id, started_at, finished_at, last_seq)
     VALUES ($1, 'here', 7, now() - interval '2 hours', $2, $3)`,
    [writer, lastSequence === undefined ? null : new Date(), lastSequence ?? null],
  );
  for (const [index, [first, last]] of ranges.entries()) {
    await dataSource.query(
      `INSERT INTO audit_log_batches (writer_id, first_seq, last_seq, entries, committed_at)
       VALUES ($1, $2, $3, $4, now() - interval '90 minutes' + make_interval(mins => $5))`,
      [writer, first, last, last - first + 1, index],
    );
  }
  return writer;
}

describe('AuditGaps', () => {
  it('should find nothing where there is nothing, and nothing in what is whole', async () => {
    const gaps = new AuditGaps(dataSource);
    expect(await gaps.find()).toEqual({ gaps: [], unfinished: [], missing: 0 });
    await writerWith(
      [
        [1, 5],
        [6, 6],
        [7, 20],
      ],
      { lastSequence: 20 },
    );
    expect(await gaps.find()).toEqual({ gaps: [], unfinished: [], missing: 0 });
  });

  it('should find what is missing at the beginning, between, and at the end', async () => {
    const writer = await writerWith(
      [
        [3, 5],
        [8, 9],
      ],
      { lastSequence: 12 },
    );
    const { gaps, missing } = await new AuditGaps(dataSource).find();
    expect(missing).toBe(2 + 2 + 3);
    expect(gaps.map(({ from, to, ...rest }) => ({ ...rest, isTimed: [from !== null, to !== null] }))).toEqual([
      { writer, firstSequence: 1, lastSequence: 2, count: 2, isTimed: [false, true] },
      { writer, firstSequence: 6, lastSequence: 7, count: 2, isTimed: [true, true] },
      { writer, firstSequence: 10, lastSequence: 12, count: 3, isTimed: [true, true] },
    ]);
  });

  it('should find a writer that has told its end and stored nothing', async () => {
    await writerWith([], { lastSequence: 4 });
    expect((await new AuditGaps(dataSource).find()).missing).toBe(4);
  });

  it('should keep writers apart', async () => {
    await writerWith([[1, 5]], { lastSequence: 5 });
    await writerWith([[1, 2]], { lastSequence: 2 });
    expect((await new AuditGaps(dataSource).find()).missing).toBe(0);
  });

  it('should list who was not heard of for an hour and has not told its end, and not count it as missing', async () => {
    const writer = await writerWith([[1, 5]]);
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

describe('npm run audit:gaps', () => {
  beforeAll(buildProject, 120_000);

  async function command(url: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, ['scripts/audit-gaps.mjs', ...args], {
      cwd: resolve(import.meta.dirname, '../..'),
      env: { PATH: process.env.PATH, DATABASE_URL: url, DATABASE_WAIT_SECONDS: '0' },
    });
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((end) => child.once('close', end)),
    ]);
    return { code, output, errors };
  }

  it('should say that nothing is missing, or what is', async () => {
    expect(await command(database.url)).toMatchObject({ code: 0, output: 'Nothing is missing in the audit log.\n' });
    const writer = await writerWith([[4, 5]]);
    const { code, output } = await command(database.url);
    expect(code).toBe(1);
    expect(output).toContain('3 numbers are missing');
    expect(output).toMatch(new RegExp(`writer ${writer}  1 to 3  \\(3\\)  between the beginning and \\d{4}-`));
    expect(output).toContain('process 7 on here  stored up to 5');
    const json = await command(database.url, '--json');
    expect([json.code, JSON.parse(json.output)]).toEqual([1, expect.objectContaining({ missing: 3 })]);
  });

  it('should say so when it can not look, and how it is used', async () => {
    const nowhere = new URL(database.url);
    nowhere.pathname = '/nowhere';
    const { code, errors } = await command(nowhere.href);
    expect([code, errors]).toEqual([2, expect.stringContaining('Whether entries are missing can not be told: ')]);
    expect(await command(database.url, '--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Exit code'),
    });
    expect((await command(database.url, '--x')).code).toBe(2);
  });
});
