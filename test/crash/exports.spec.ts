import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { shapeAndFilters } from '../../src/audit/reading/export/audit-export.dto.ts';
import { ExportJobsRepository } from '../../src/audit/reading/export/export-jobs.repository.ts';
import type { ExportJob } from '../../src/audit/reading/export/export-job.ts';
import { WHOLE_LOG } from '../../src/audit/reading/selection/log-scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const TEST = resolve(import.meta.dirname, '..');
const OWNER = { type: 'user', id: 'ada' } as const;
const STORED = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
  SELECT gen_random_uuid(), now() - (n / 3) * interval '1 second', 'stored', 'a', 'entry ' || n, 'success', 'system'
  FROM generate_series(1, 3000) AS n`;

describe('an export whose process is killed', () => {
  const directories = temporaryDirectories();
  let database: TestDatabase;
  let dataSource: DataSource;
  let jobs: ExportJobsRepository;
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    jobs = new ExportJobsRepository(dataSource);
    await dataSource.query(STORED);
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await dataSource.destroy();
    await database.drop();
  });

  function start(directory: string): ChildProcess {
    const args = ['--import', `${TEST}/support/typescript.mjs`, `${TEST}/fixture/export-app.ts`];
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url, EXPORT_DIRECTORY: directory };
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    running.add(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    running.delete(child);
  }

  async function find(id: string): Promise<ExportJob> {
    const job = await jobs.find(id, OWNER);
    if (job === undefined) throw new Error(`There is no export ${id}.`);
    return job;
  }

  it.each(['csv', 'json'] as const)(
    'should go on after the next start, and be the same %s file',
    async (format) => {
      const directory = directories();
      const { shape } = shapeAndFilters({ format, gzip: format === 'json' });
      const request = { owner: OWNER, scope: WHOLE_LOG, filters: { category: ['stored'] }, shape, askedAt: new Date() };
      const [killed, whole] = [
        await jobs.create(request, { maxPerUser: 9 }),
        await jobs.create(request, { maxPerUser: 9 }),
      ];
      await dataSource.query(`UPDATE audit_log_exports SET stored_before = $1 WHERE id = ANY($2)`, [
        whole.storedBefore,
        [killed.id, whole.id],
      ]);
      const first = start(directory);
      await until('some of it is there', async () => (await find(killed.id)).rowsDone >= 200);
      await kill(first);
      const { rowsDone, status } = await find(killed.id);
      expect([rowsDone < 3_000, status]).toEqual([true, 'running']);
      appendFileSync(join(directory, `${killed.id}.part`), 'what was not noted'); // as the end of a chunk may be
      await dataSource.query('UPDATE audit_log_exports SET lease_until = clock_timestamp()'); // half a minute later

      const second = start(directory);
      for (const { id } of [killed, whole]) {
        await until('it is done', async () => (await find(id)).status === 'done', { withinMs: 60_000 });
      }
      await kill(second);
      const [resumed, other] = [killed, whole].map(({ id }) => readFileSync(join(directory, `${id}.file`)));
      expect(resumed?.equals(other ?? Buffer.of())).toBe(true);
      const { sha256, attempts, rowsDone: rows } = await find(killed.id);
      expect([rows, attempts]).toEqual([3_000, 2]);
      expect(sha256).toBe(
        createHash('sha256')
          .update(resumed ?? '')
          .digest('hex'),
      );
      expect(readdirSync(directory)).toHaveLength(2);
    },
    120_000,
  );
});
