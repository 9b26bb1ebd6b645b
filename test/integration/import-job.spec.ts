import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ImportJob } from '../../src/data-uploads/import.job.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { csvOf, endedImport, importedUpload, type UploadBody, uploadCsv } from '../support/uploads.ts';

let test: TestApp;
let token: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const runsOf = (id: string) => auditEntries(test, `action_type = 'import' AND resource_id = $1`, [id]);
const linesOf = (id: string) => sql('SELECT * FROM import_lines WHERE upload_id = $1 ORDER BY line_number', [id]);
const begin = (id: string) => call<UploadBody>(test, `POST /data-uploads/${id}/import`, { token });
/** Nobody has uploaded it before. */
const fresh = () => `INV-${randomBytes(8).toString('hex')}`;
const upload = async (csv: string) => (await uploadCsv(test, { token, csv })).body.id;
const imported = (csv: string) => importedUpload(test, { token, csv });

/** Runs the job of an import by hand, as the queue does, and gives what it throws. */
async function runJob(uploadId: string, signal = new AbortController().signal): Promise<unknown> {
  const requestedBy = { id: '7', email: ADMIN_EMAIL, requestId: 'r1' };
  const job = { id: `job-${fresh()}`, payload: { uploadId }, requestedBy, signal };
  return test.app
    .get(ImportJob)
    .run(job)
    .catch((error: unknown) => error);
}

describe(ImportJob.name, () => {
  it('should do nothing but say so when it comes again', async () => {
    const { id } = await imported(csvOf(`${fresh()},2026-10-31,1.00,EUR,once`));
    expect(await runJob(id)).toBeUndefined();
    expect(await linesOf(id)).toHaveLength(1);
    expect((await runsOf(id))[1]).toMatchObject({
      status: 'success',
      metadata: { acceptedLines: 1, doneBefore: true },
    });
  });

  it('should import once when two runs of it meet', async () => {
    const id = await upload(
      csvOf(...Array.from({ length: 9000 }, (_, n) => `${fresh()},2026-10-31,1.${(n % 90) + 10},EUR,x`)),
    );
    await sql(`UPDATE data_uploads SET status = 'importing', import_started_at = now() WHERE id = $1`, [id]);
    expect(await Promise.all([runJob(id), runJob(id), runJob(id)])).toEqual([undefined, undefined, undefined]);
    expect(await linesOf(id)).toHaveLength(9000);
    const metadata = (await runsOf(id)).map((entry) => entry['metadata'] as { doneBefore?: true });
    expect(metadata.filter(({ doneBefore }) => doneBefore)).toHaveLength(2);
  });

  it('should keep nothing when it is interrupted, and everything when it comes again', async () => {
    const id = await upload(csvOf(...Array.from({ length: 9000 }, (_, n) => `${n},2026-10-31,1.00,EUR,${fresh()}`)));
    await sql(`UPDATE data_uploads SET status = 'importing', import_started_at = now() WHERE id = $1`, [id]);
    const abort = new AbortController();
    const look = abort.signal.throwIfAborted.bind(abort.signal);
    let looks = 0;
    abort.signal.throwIfAborted = () => {
      looks += 1;
      if (looks === 2) abort.abort(new Error('the application is stopping')); // the first lines are written
      look();
    };
    expect(await runJob(id, abort.signal)).toMatchObject({
      message: 'the application is stopping',
    });
    expect(await linesOf(id)).toEqual([]);
    expect((await call(test, `GET /data-uploads/${id}`, { token })).body).toMatchObject({ status: 'importing' });
    expect(await runJob(id)).toBeUndefined();
    expect(await linesOf(id)).toHaveLength(9000);
    expect((await runsOf(id)).map(({ status }) => status)).toEqual(['error', 'success']);
  });

  it('should not import what was given up in the meantime', async () => {
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,x`));
    await sql(`UPDATE data_uploads SET status = 'failed', failure = 'x' WHERE id = $1`, [id]);
    expect(await runJob(id)).toMatchObject({ code: 'IMPORT_NOT_RUNNING' });
    expect(await linesOf(id)).toEqual([]);
  });

  it('should fail for good when the file is gone, until it is back', async () => {
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,x`));
    const path = join(test.environment.DATA_DIR, 'uploads', `${id}.csv`);
    await rename(path, `${path}.away`);
    await begin(id);
    expect(await endedImport(test, { token, id })).toMatchObject({
      status: 'failed',
      import: { failure: expect.stringContaining('The file of this upload is gone') },
    });
    expect(await runsOf(id)).toMatchObject([
      { status: 'failure', metadata: { error: { code: 'IMPORT_FILE_MISSING' } } },
    ]);
    await rename(`${path}.away`, path);
    await begin(id);
    expect(await endedImport(test, { token, id })).toMatchObject({ status: 'imported', import: { failure: null } });
    await rm(path);
  });

  it('should tell nobody of faults on our side when it gives up', async () => {
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,x`));
    await sql(`UPDATE data_uploads SET status = 'importing', import_started_at = now() WHERE id = $1`, [id]);
    const job = { id: 'job-1', payload: { uploadId: id }, signal: AbortSignal.abort() };
    await test.app.get(ImportJob).gaveUp(job, new Error('relation "secret" does not exist'));
    const { body } = await call<UploadBody>(test, `GET /data-uploads/${id}`, { token });
    expect(body).toMatchObject({
      status: 'failed',
      import: { failure: expect.stringContaining('failed on our side') },
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
