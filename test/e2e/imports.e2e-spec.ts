import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { CSV_HEADER, csvOf, endedImport, importedUpload, type UploadBody, uploadCsv } from '../support/uploads.ts';
import { createUser, giveRole, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NAME = 'bank-2026-10.csv';

let test: TestApp;
let token: string;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const runsOf = (id: string) => auditEntries(test, `action_type = 'import' AND resource_id = $1`, [id]);
const linesOf = (id: string) => sql('SELECT * FROM import_lines WHERE upload_id = $1 ORDER BY line_number', [id]);
const begin = (id: string, by = token) => call<UploadBody>(test, `POST /data-uploads/${id}/import`, { token: by });
/** Nobody has uploaded it before. */
const fresh = () => `INV-${randomBytes(8).toString('hex')}`;
const upload = async (csv: string) => (await uploadCsv(test, { token, name: NAME, csv })).body.id;
const imported = (csv: string | Blob) => importedUpload(test, { token, name: NAME, csv });

describe('POST /data-uploads/{id}/import', () => {
  it('should import every acceptable line and report the others, with one entry for each step', async () => {
    const id = await upload(
      csvOf(
        `INV-1,2026-10-01,1234.56,EUR,"Rent, ${fresh()}"`,
        ',2026-10-02,-0.10,EUR,',
        'INV-3,2026-10-03,500,JPY,Sushi',
        'INV-4,2026-02-30,1.00,EUR,no such day',
        'INV-5,2026-10-05,1.00,EUR',
        'INV-6,2026-10-06,1.00,EUR,a "quote" inside',
        '',
        'INV-8,2026-10-08,0.005,KWD,Tea',
      ),
    );
    const answer = await begin(id);
    expect(answer).toMatchObject({ status: 202, body: { id, import: { finishedAt: null, refusals: [] } } });
    expect(['importing', 'imported']).toContain(answer.body.status);
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'schedule',
      resource_type: 'data_upload',
      resource_id: id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} scheduled the import of data upload ${NAME}`,
      metadata: { changes: { status: { from: 'uploaded', to: 'importing' } } },
    });

    const body = await endedImport(test, { token, id });
    expect(body).toMatchObject({
      status: 'imported',
      import: {
        startedAt: expect.any(String),
        finishedAt: expect.any(String),
        progress: { processedBytes: body.byteSize, totalBytes: body.byteSize, percent: 100 },
        acceptedLines: 4,
        refusedLines: 3,
        failure: null,
        refusals: [
          { lineNumber: 5, reason: 'The date "2026-02-30" is not in the calendar; correct it.' },
          { lineNumber: 6, reason: expect.stringContaining('The line has 4 fields instead of 5') },
          { lineNumber: 7, reason: expect.stringContaining('A quotation mark is out of place') },
        ],
      },
    });
    expect(await linesOf(id)).toMatchObject([
      { line_number: 2, reference: 'INV-1', amount_minor: '123456', currency: 'EUR' },
      { line_number: 3, reference: null, amount_minor: '-10', currency: 'EUR', description: '' },
      { line_number: 4, reference: 'INV-3', amount_minor: '500', currency: 'JPY', description: 'Sushi' },
      { line_number: 9, reference: 'INV-8', amount_minor: '5', currency: 'KWD', description: 'Tea' },
    ]);
    const [{ day }] = await sql(`SELECT booked_on::text AS day FROM import_lines WHERE upload_id = $1`, [id]);
    expect(day).toBe('2026-10-01');
    expect(await runsOf(id)).toMatchObject([
      {
        category: 'data_operation',
        resource_type: 'data_upload',
        status: 'success',
        actor_type: 'system',
        user_id: admin.id,
        user_label: ADMIN_EMAIL,
        description: `The system on behalf of ${ADMIN_EMAIL} imported data upload ${NAME}`,
        metadata: {
          acceptedLines: 4,
          refusedLines: 3,
          totals: { EUR: '1234.46', JPY: '500', KWD: '0.005' },
          changes: { status: { from: 'importing', to: 'imported' } },
          job: { requestedBy: { id: admin.id, email: ADMIN_EMAIL, requestId: answer.headers.get('x-request-id') } },
        },
      },
    ]);
  });

  it.each([
    ['semicolons', (text: string) => text.replaceAll(',', ';')],
    ['Windows line breaks', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['no line break at the end', (text: string) => text.trimEnd()],
    [
      'another order and case of columns',
      (text: string) =>
        text
          .split('\n')
          .map((line) => line.split(',').toReversed().join(','))
          .join('\n')
          .replace('amount', ' AMOUNT '),
    ],
  ])('should import a file with %s', async (_what, change) => {
    const reference = fresh();
    const { id, status } = await imported(change(csvOf(`${reference},2026-10-31,-5.00,EUR,Tea & “Überweisung”`)));
    expect(status).toBe('imported');
    expect(await linesOf(id)).toMatchObject([
      { line_number: 2, reference, amount_minor: '-500', description: 'Tea & “Überweisung”' },
    ]);
  });

  it.each([
    ['a column too few', 'reference,date,amount,currency\n', 'IMPORT_HEADER_INVALID', 'lacks description'],
    ['an unknown column', `${CSV_HEADER},vat\n`, 'IMPORT_HEADER_INVALID', 'has the unknown "vat"'],
    ['a column twice', `${CSV_HEADER},date\n`, 'IMPORT_HEADER_INVALID', 'names date more than once'],
    ['only blank lines', '\n\n\n', 'IMPORT_HEADER_INVALID', 'lacks reference'],
    ['an open quote', `${csvOf('a,2026-10-31,1,EUR,x')}b,2026-10-31,1,EUR,"`, 'IMPORT_UNREADABLE', 'begins on line 3 '],
    ['no line', `${CSV_HEADER}\n`, 'IMPORT_NOTHING_ACCEPTED', 'No line of the file is acceptable'],
  ])('should fail as a whole for %s, and try no more', async (_what, csv, code, failure) => {
    const body = await imported(csv);
    expect(body).toMatchObject({
      status: 'failed',
      import: { acceptedLines: 0, finishedAt: expect.any(String), failure: expect.stringContaining(failure) },
    });
    expect(await linesOf(body.id)).toEqual([]);
    expect(await runsOf(body.id)).toMatchObject([
      {
        status: 'failure',
        user_label: ADMIN_EMAIL,
        description: expect.stringContaining(
          `The system on behalf of ${ADMIN_EMAIL} tried to import data upload ${NAME} and was refused: `,
        ),
        metadata: { error: { code } },
      },
    ]);
    expect((await runsOf(body.id))[0]!['metadata']).not.toHaveProperty('changes');
  });

  it('should keep nothing but the report when no line is acceptable', async () => {
    const lines = Array.from({ length: 150 }, (_, index) => `${fresh()},2026-10-31,0,EUR,line ${index}`);
    const body = await imported(csvOf(...lines));
    expect(body).toMatchObject({ status: 'failed', import: { acceptedLines: 0, refusedLines: 150 } });
    expect(body.import!.refusals).toHaveLength(100);
    expect(await linesOf(body.id)).toEqual([]);
    const page = await call<{ data: { lineNumber: number }[] }>(
      test,
      `GET /data-uploads/${body.id}/refusals?limit=100&page=2`,
      { token },
    );
    expect(page).toMatchObject({ status: 200, body: { pagination: { limit: 100, page: 2, total: 150 } } });
    expect(page.body.data.map(({ lineNumber }) => lineNumber)).toEqual(Array.from({ length: 50 }, (_, n) => 102 + n));
  });

  it('should keep the first ten thousand refusals, and count the others', async () => {
    const csv = csvOf(...Array.from({ length: 12_000 }, (_, line) => `${fresh()},2026-10-31,much ${line},EUR,`));
    const { id } = await imported(csv);
    const { body } = await call<UploadBody>(test, `GET /data-uploads/${id}`, { token });
    expect(body).toMatchObject({ status: 'failed', import: { acceptedLines: 0, refusedLines: 12_000 } });
    const last = await call(test, `GET /data-uploads/${id}/refusals?limit=200&page=50`, { token });
    expect(last.body['pagination']).toEqual({ limit: 200, page: 50, total: 10_000 });
    expect((last.body['data'] as { lineNumber: number }[]).at(-1)).toMatchObject({ lineNumber: 10_001 });
  });

  it('should let a failed import be asked for again, and forget what the last one has refused', async () => {
    const { id } = await imported(csvOf(`${fresh()},2026-10-31,0,EUR,nothing`));
    await writeFile(join(test.environment.DATA_DIR, 'uploads', `${id}.csv`), csvOf('A,2026-10-31,1.00,EUR,mended'));
    const again = await begin(id);
    expect(again).toMatchObject({ status: 202, body: { import: { refusedLines: 0, failure: null } } });
    expect(await entryOf(again.headers)).toMatchObject({
      metadata: { changes: { status: { from: 'failed', to: 'importing' } } },
    });
    const body = await endedImport(test, { token, id });
    expect(body).toMatchObject({ status: 'imported', import: { acceptedLines: 1, refusedLines: 0, refusals: [] } });
  });

  it('should refuse what was imported already', async () => {
    const { id } = await imported(csvOf(`${fresh()},2026-10-31,1.00,EUR,once`));
    const answer = await begin(id);
    expect(answer).toMatchObject({ status: 409, body: { code: 'UPLOAD_IMPORTED' } });
    const entry = await entryOf(answer.headers);
    expect(entry).toMatchObject({
      action_type: 'schedule',
      resource_id: id,
      status: 'failure',
      description: expect.stringContaining(`tried to schedule the import of data upload ${NAME} and was refused: `),
      metadata: { attemptedChanges: { status: { from: 'imported', to: 'importing' } } },
    });
    expect(await linesOf(id)).toHaveLength(1);
    expect(await runsOf(id)).toHaveLength(1);
  });

  it('should begin one import when it is asked for twenty times at once', async () => {
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,raced`));
    const holder = new Client({ connectionString: test.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM data_uploads WHERE id = $1 FOR UPDATE', [id]);
    const racing = Promise.all(Array.from({ length: 20 }, () => begin(id)));
    // Each of them has come as far as it can alone.
    const waiting = async () => (await holder.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length;
    while ((await waiting()) < 5) await sleep(5);
    await holder.query('COMMIT');
    await holder.end();
    const answers = await racing;
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => Reflect.get(body, 'code'));
    expect(refused).toHaveLength(19);
    expect(refused.filter((code) => code !== 'IMPORT_RUNNING' && code !== 'UPLOAD_IMPORTED')).toEqual([]);
    expect(await endedImport(test, { token, id })).toMatchObject({ status: 'imported', import: { acceptedLines: 1 } });
    expect(await runsOf(id)).toHaveLength(1);
  });

  it('should refuse at once while the import runs, and not wait for its end', async () => {
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,held`));
    const held = test.app.get(DataSource).createQueryRunner();
    await held.startTransaction();
    // What every import holds: its advisory lock, and by the foreign key of its lines a lock on the upload.
    await held.query(`SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))`, [id]);
    await held.query(`SELECT 1 FROM data_uploads WHERE id = $1 FOR KEY SHARE`, [id]);
    expect((await begin(id)).status).toBe(202);
    expect(await begin(id)).toMatchObject({ status: 409, body: { code: 'IMPORT_RUNNING' } });
    expect((await call(test, `GET /data-uploads/${id}`, { token })).body).toMatchObject({
      status: 'importing',
      import: { finishedAt: null, progress: { percent: 0 } },
    });
    await held.rollbackTransaction();
    await held.release();
    expect(await endedImport(test, { token, id })).toMatchObject({ status: 'imported' });
  });

  it.each([
    [NOBODY, 404, 'UPLOAD_NOT_FOUND'],
    ['nonsense', 400, 'VALIDATION_FAILED'],
  ])('should answer %s with %i', async (id, status, code) => {
    const answer = await begin(id);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(await entryOf(answer.headers)).toMatchObject({
      action_type: 'schedule',
      resource_id: id,
      status: 'failure',
    });
  });

  it('should refuse who may only read', async () => {
    await sql(`INSERT INTO roles (name, description, permissions) VALUES ('reader', '', '{data:read}')`);
    const user = await createUser(test);
    await giveRole(test, { id: user.id, role: 'reader' });
    const id = await upload(csvOf(`${fresh()},2026-10-31,1.00,EUR,x`));
    const answer = await begin(id, await signIn(test, { email: user.email, password: USER_PASSWORD }));
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await entryOf(answer.headers)).toMatchObject({ status: 'failure', user_id: user.id, resource_id: id });
    expect((await begin(id, 'x')).status).toBe(401);
    expect((await call(test, `GET /data-uploads/${id}`, { token })).body).toMatchObject({ status: 'uploaded' });
  });
});
