import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Job } from '../../src/jobs/job.ts';
import { ReconciliationJob } from '../../src/reconciliations/reconciliation.job.ts';
import type { ReconciliationPayload } from '../../src/reconciliations/reconciliation-queue.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, call } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { Reconciliations } from '../support/reconciliations.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let all: Reconciliations;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  all = await Reconciliations.of(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token: all.token })).body;
});
afterAll(() => test.close());

/** A job as the queue would hand it over. */
const jobOf = (id: string, signal = new AbortController().signal): Job<ReconciliationPayload> => ({
  id: randomUUID(),
  payload: { reconciliationId: id },
  requestedBy: { id: admin.id, email: ADMIN_EMAIL, requestId: 'request-1' },
  signal,
});

/** Holds a table until the work is done, and tells it when somebody waits for the table. */
async function whileLocked(table: string, work: (isWaitedFor: () => Promise<void>) => Promise<void>): Promise<void> {
  const runner = test.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    await work(async () => {
      for (;;) {
        const rows = await all.manager.query(
          `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database()
           WHERE relation = '${table}'::regclass AND NOT granted`,
        );
        if (rows.length > 0) return;
        await sleep(10); // between two looks
      }
    });
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe(ReconciliationJob.name, () => {
  const run = (job: Job<ReconciliationPayload>) => test.app.get(ReconciliationJob).run(job);
  const stored = (id: string) =>
    all.manager.query('SELECT * FROM reconciliation_items WHERE reconciliation_id = $1', [id]);

  it('should tell how far it is while it runs', async () => {
    await whileLocked('reconciliation_items', async (isWaitedFor) => {
      const { body } = await all.ask(all.pair);
      await isWaitedFor();
      expect(await all.get(body.id)).toMatchObject({
        status: 'running',
        startedAt: expect.any(String),
        finishedAt: null,
        progress: { step: 4, steps: 5, label: 'Storing the items', percent: 60 },
        result: null,
      });
    });
  });

  it('should do nothing when it is done already', async () => {
    const done = await all.reconciled();
    const before = await stored(done.id);
    await run(jobOf(done.id));
    expect(await stored(done.id)).toEqual(before);
    expect(await all.get(done.id)).toEqual(done);
    expect((await all.runEntries(done.id))[1]).toMatchObject({
      status: 'success',
      metadata: { matched: 0, differences: 1, unmatchedLedger: 1, unmatchedBank: 1, doneBefore: true },
    });
  });

  it('should be done once when it runs several times at once', async () => {
    const id = await all.insertWaiting();
    await Promise.all(Array.from({ length: 3 }, () => run(jobOf(id))));
    expect(await stored(id)).toHaveLength(3);
    const entries = await all.runEntries(id);
    const idle = entries.filter(({ metadata }) => (metadata as { doneBefore?: boolean }).doneBefore === true);
    expect([entries.length, idle.length]).toEqual([3, 2]);
  });

  it('should end in the middle of a statement when it has to, leave nothing, and be done later', async () => {
    const id = await all.insertWaiting();
    const abort = new AbortController();
    await whileLocked('import_lines', async (isWaitedFor) => {
      const running = run(jobOf(id, abort.signal));
      await isWaitedFor();
      abort.abort(new Error('the application is stopping'));
      // The table is still locked: only a cancelled statement comes to an end.
      await expect(running).rejects.toThrow('the application is stopping');
    });
    expect(await stored(id)).toEqual([]);
    expect(await all.get(id)).toMatchObject({ status: 'running', result: null });
    expect(await all.runEntries(id)).toMatchObject([
      {
        status: 'error',
        description: `The system on behalf of ${ADMIN_EMAIL} tried to run reconciliation of ledger.csv with bank.csv and it failed: the application is stopping`,
      },
    ]);
    await run(jobOf(id));
    expect(await all.get(id)).toMatchObject({ status: 'done', result: { differences: 1 } });
  });

  it('should not begin when it has to end', async () => {
    const id = await all.insertWaiting();
    await expect(run(jobOf(id, AbortSignal.abort(new Error('stop'))))).rejects.toThrow('stop');
    expect(await all.get(id)).toMatchObject({ status: 'queued', startedAt: null });
  });

  it('should be failed, with nothing kept, when it was tried in vain', async () => {
    const id = await all.insertWaiting();
    await test.app.get(ReconciliationJob).gaveUp(jobOf(id), new Error('relation "secret" does not exist'));
    const failed = await all.get(id);
    expect(failed).toMatchObject({
      status: 'failed',
      finishedAt: expect.any(String),
      failure: expect.stringMatching(/^The reconciliation failed on our side, several times\./),
      result: null,
    });
    expect(await all.items(id)).toMatchObject({ status: 409, body: { code: 'RECONCILIATION_NOT_DONE' } });
    await expect(run(jobOf(id))).rejects.toMatchObject({ code: 'RECONCILIATION_ENDED' });
    expect(await all.get(id)).toEqual(failed);
    expect(await all.runEntries(id)).toMatchObject([{ status: 'failure' }]);
  });

  it('should stay done when it is given up afterwards', async () => {
    const done = await all.reconciled();
    await test.app.get(ReconciliationJob).gaveUp(jobOf(done.id), new Error('x'));
    expect(await all.get(done.id)).toEqual(done);
  });

  it('should keep nothing when it was given up while it ran', async () => {
    const id = await all.insertWaiting();
    let running: Promise<unknown> | undefined;
    await whileLocked('import_lines', async (isWaitedFor) => {
      running = run(jobOf(id)).catch((error: unknown) => error);
      await isWaitedFor();
      await test.app.get(ReconciliationJob).gaveUp(jobOf(id), new Error('x'));
    });
    expect(await running).toMatchObject({ code: 'RECONCILIATION_ENDED' });
    expect(await stored(id)).toEqual([]);
    expect(await all.get(id)).toMatchObject({ status: 'failed', result: null });
  });

  it('should refuse one that is not there', async () => {
    await expect(run(jobOf(NOBODY))).rejects.toMatchObject({ code: 'RECONCILIATION_NOT_FOUND' });
    expect(await all.runEntries(NOBODY)).toMatchObject([{ status: 'failure', resource_type: 'reconciliation' }]);
  });
});
