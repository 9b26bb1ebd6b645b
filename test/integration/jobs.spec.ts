import { EventEmitter, once } from 'node:events';
import { ConsoleLogger, Injectable, type OnModuleInit } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Audited, AuditModule, AuditService } from '../../src/audit/index.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.service.ts';
import { JobsModule } from '../../src/jobs/jobs.module.ts';
import { AppError } from '../../src/problem/app-error.ts';
import { problemErrors } from '../../src/problem/problem.errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';

type Work = (job: Job<{ readonly note?: string }>) => Promise<void>;

/** Does what the test says, and tells of it. */
@Injectable()
class ErrandHandler extends JobHandler<{ readonly note?: string }> implements OnModuleInit {
  readonly name = 'errand';
  override readonly isNightly = true;
  readonly events = new EventEmitter();
  work: Work = () => Promise.resolve();

  constructor(private readonly queue: JobQueue) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  @Audited<ErrandHandler['run']>({
    category: 'errands',
    action: 'run',
    resource: 'errand',
    resourceId: ({ args }) => args?.[0].payload.note,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run(job: Job<{ readonly note?: string }>): Promise<void> {
    this.events.emit('run', job);
    await this.work(job);
    this.events.emit('done', job);
  }

  override gaveUp(job: Job, error: unknown): Promise<void> {
    this.events.emit('gaveUp', job, error);
    return Promise.resolve();
  }
}

interface Instance {
  readonly module: TestingModule;
  readonly errand: ErrandHandler;
  readonly queue: JobQueue;
  readonly dataSource: DataSource;
}

const REQUESTER = { id: '7', email: 'ada@example.com', requestId: 'r1' };

let database: TestDatabase;
const instances: Instance[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(instances.splice(0).map(({ module }) => module.close()));
  await database.drop();
});

async function startInstance(work?: Work, others: readonly string[] = []): Promise<Instance> {
  const module = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({ ...dataSourceOptions(database.url), retryAttempts: 0 }),
      AuditModule.forRoot({ journal: journalInTemp() }),
      JobsModule,
    ],
    providers: [ErrandHandler],
  })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  const errand = module.get(ErrandHandler);
  if (work !== undefined) errand.work = work;
  for (const name of others) module.get(JobQueue).register({ name, isNightly: true, run: idle, gaveUp: idle });
  await module.init();
  const instance = { module, errand, queue: module.get(JobQueue), dataSource: module.get(DataSource) };
  instances.push(instance);
  return instance;
}

const add = ({ dataSource, queue }: Instance, note = '') =>
  dataSource.transaction((manager) =>
    queue.add(manager, { queue: 'errand', payload: { note }, requestedBy: REQUESTER }),
  );

/** Waits for the statement to give a row. */
async function eventually(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>> {
  for (;;) {
    const [row] = await instances[0]!.dataSource.query<Record<string, unknown>[]>(sql, parameters);
    if (row !== undefined) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const inState = (id: string, state: string) =>
  eventually('SELECT * FROM pgboss.job WHERE id = $1 AND state = $2', [id, state]);

const idle = (): Promise<void> => Promise.resolve();

/** Works until it is told to stop. */
const untilInterrupted: Work = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** What the log tells of the errands, oldest first. */
async function entries(): Promise<readonly Record<string, unknown>[]> {
  for (const { module } of instances) await module.get(AuditService, { strict: false }).flush();
  return instances[0]!.dataSource.query(`SELECT * FROM audit_logs WHERE category = 'errands' ORDER BY "timestamp", id`);
}

/** Ends the pause before the next attempt, which is not what is tested here. */
async function hurry({ dataSource }: Instance, id: string): Promise<void> {
  await dataSource.query(`UPDATE pgboss.job SET start_after = now() - interval '1 second' WHERE id = $1`, [id]);
  await dataSource.query(`NOTIFY jobs, 'errand'`);
}

describe(JobQueue.name, () => {
  it('should do a job with its payload, for who has asked for it', async () => {
    const instance = await startInstance();
    const run = once(instance.errand.events, 'run');
    const id = await add(instance, 'milk');
    expect(await run).toMatchObject([{ id, payload: { note: 'milk' }, requestedBy: REQUESTER }]);
    await inState(id, 'completed');
  });

  it('should begin a job when the transaction that asks for it has committed, and never when it is rolled back', async () => {
    const instance = await startInstance();
    const seen: unknown[] = [];
    instance.errand.events.on('run', ({ payload }: Job) => seen.push(payload));
    const rolledBack = instance.dataSource.transaction(async (manager) => {
      await instance.queue.add(manager, { queue: 'errand', payload: { note: 'never' } });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await inState(await add(instance, 'yes'), 'completed');
    expect(seen).toEqual([{ note: 'yes' }]);
  });

  it('should do each job once when several instances run', async () => {
    const three = [await startInstance(), await startInstance(), await startInstance()];
    const seen: string[] = [];
    for (const { errand } of three) errand.events.on('run', ({ id }: Job) => seen.push(id));
    const ids = await Promise.all(Array.from({ length: 30 }, (_, index) => add(three[index % 3]!)));
    for (const id of ids) await inState(id, 'completed');
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('should not try again what was refused, and tell the handler', async () => {
    const instance = await startInstance(() => Promise.reject(new AppError(problemErrors.CONFLICT)));
    const gaveUp = once(instance.errand.events, 'gaveUp');
    const id = await add(instance);
    expect(await gaveUp).toEqual([expect.objectContaining({ id }), expect.any(AppError)]);
    expect(await inState(id, 'completed')).toMatchObject({ output: { refusal: problemErrors.CONFLICT.message } });
  });

  it('should try again what has failed, and give up in the end', async () => {
    const instance = await startInstance(() => Promise.reject(new Error('no luck')));
    const gaveUp = once(instance.errand.events, 'gaveUp');
    const id = await add(instance);
    for (let retries = 0; retries < 5; retries += 1) {
      await eventually(`SELECT id FROM pgboss.job WHERE id = $1 AND state = 'retry' AND retry_count = $2`, [
        id,
        retries,
      ]);
      await hurry(instance, id);
    }
    await inState(id, 'failed');
    expect(await gaveUp).toMatchObject([{ id }, { message: 'no luck' }]);
  });

  it('should interrupt a running job when it stops, and let another instance begin it anew at once', async () => {
    const first = await startInstance(untilInterrupted);
    const begun = once(first.errand.events, 'run');
    const id = await add(first);
    await begun;
    await first.module.close();
    instances.splice(0);
    await startInstance();
    expect(await inState(id, 'completed')).toMatchObject({ retry_count: 0 });
    expect(await entries()).toEqual([
      expect.objectContaining({ status: 'failure', severity: 'WARNING', error_type: 'JOB_INTERRUPTED' }),
      expect.objectContaining({ status: 'success', user_label: REQUESTER.email }),
    ]);
  });

  it('should interrupt a running job when the connection that proves it its own is lost', async () => {
    const instance = await startInstance(untilInterrupted);
    const begun = once(instance.errand.events, 'run');
    const id = await add(instance);
    await begun;
    instance.errand.work = () => Promise.resolve();
    await instance.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()`,
    );
    expect(await inState(id, 'completed')).toMatchObject({ retry_count: 0 });
    expect((await entries()).map(({ description }) => description)).toEqual([
      expect.stringContaining('interrupted, because the connection of the job queue was lost'),
      'The system on behalf of ada@example.com ran errand',
    ]);
  });

  it('should give back a job whose process has died, and leave one that lives alone', async () => {
    const instance = await startInstance();
    const begun = once(instance.errand.events, 'run');
    let finish = (): void => undefined;
    instance.errand.work = () => new Promise((resolve) => (finish = resolve));
    const living = await add(instance);
    await begun;
    // What a process leaves behind that has fetched a job and was killed.
    const [{ id: orphan }] = await instance.dataSource.query(
      `INSERT INTO pgboss.job (name, data, state, started_on, retry_limit)
       VALUES ('errand', '{"payload":{}}', 'active', now() - interval '1 minute', 5) RETURNING id`,
    );
    await instance.dataSource.query(`UPDATE pgboss.job SET started_on = now() - interval '1 minute' WHERE id = $1`, [
      living,
    ]);
    const other = await startInstance();
    await inState(String(orphan), 'completed');
    expect(await entries()).toContainEqual(
      expect.objectContaining({
        status: 'error',
        severity: 'ERROR',
        actor_type: 'system',
        description: 'The system tried to run errand and it failed: The process that ran it has ended.',
      }),
    );
    expect(await inState(living, 'active')).toMatchObject({ retry_count: 0 });
    finish();
    await inState(living, 'completed');
    expect(other.queue.names).toEqual(['errand']);
  });

  it('should tell the handler of a job whose process has died each time', async () => {
    const instance = await startInstance();
    const gaveUp = once(instance.errand.events, 'gaveUp');
    const [{ id }] = await instance.dataSource.query(
      `INSERT INTO pgboss.job (name, data, state, started_on, retry_limit, retry_count)
       VALUES ('errand', '{"payload":{}}', 'active', now() - interval '1 minute', 5, 5) RETURNING id`,
    );
    expect(await gaveUp).toMatchObject([{ id }, { message: 'The process that ran it has ended.' }]);
    await inState(String(id), 'failed');
  });

  it('should keep a job for years and let it run for hours, also one of a queue that was made otherwise', async () => {
    await startInstance();
    await instances[0]!.dataSource.query(`UPDATE pgboss.queue SET expire_seconds = NULL, retention_minutes = NULL`);
    const instance = await startInstance();
    const [job] = await instance.dataSource.query(
      `SELECT extract(epoch FROM expire_in)::int / 3600 AS hours, keep_until > now() + interval '9 years' AS kept
       FROM pgboss.job WHERE id = $1`,
      [await add(instance)],
    );
    expect(job).toEqual({ hours: 23, kept: true });
  });

  it('should be made by several instances that start at once, where there was no queue', async () => {
    const others = Array.from({ length: 8 }, (_, number) => `other-${number}`);
    const started = await Promise.all(Array.from({ length: 6 }, () => startInstance(idle, others)));
    expect(await inState(await add(started[5]!), 'completed')).toMatchObject({ retry_count: 0 });
  });

  it('should plan one nightly run for all instances', async () => {
    await Promise.all([startInstance(), startInstance(), startInstance()]);
    const planned = await instances[0]!.dataSource.query(
      `SELECT start_after AT TIME ZONE 'UTC' AS at, start_after > now() AS ahead FROM pgboss.job WHERE name = 'errand'`,
    );
    expect(planned).toEqual([{ at: expect.any(Date), ahead: true }]);
    expect(instances[0]!.queue.maintenanceNames).toEqual(['errand']);
  });

  it('should count what waits, runs and was done', async () => {
    const instance = await startInstance();
    await inState(await add(instance), 'completed');
    expect(await instance.queue.counts()).toEqual({ errand: { waiting: 1, running: 0, completed: 1, failed: 0 } });
  });

  it('should refuse two handlers of one queue', async () => {
    const { queue, errand } = await startInstance();
    expect(() => queue.register(errand)).toThrow('two handlers of errand');
  });
});
