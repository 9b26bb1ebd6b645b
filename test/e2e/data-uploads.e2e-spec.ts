import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { PurgeStrayUploadsJob } from '../../src/data-uploads/purge-stray-uploads.job.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { csvOf, type UploadBody, uploadCsv, uploadForm } from '../support/uploads.ts';
import { createUser, giveRole, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let token: string;
let admin: { readonly id: string };
let directory: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  directory = join(test.environment.DATA_DIR, 'uploads');
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
  await sql(`INSERT INTO roles (name, description, permissions) VALUES ('reader', '', '{data:read}')`);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const filesThere = () => readdir(directory).catch(() => []);
/** Nobody has uploaded it before. */
const freshCsv = () => csvOf(`INV-${randomBytes(8).toString('hex')},2026-10-31,1.00,EUR,Rent`);

/** What is there before and after; a refused upload changes neither. */
async function traces(): Promise<unknown> {
  const [{ rows }] = await sql('SELECT count(*)::int AS rows FROM data_uploads');
  return { rows, files: (await filesThere()).length };
}

async function reader(): Promise<string> {
  const user = await createUser(test);
  await giveRole(test, { id: user.id, role: 'reader' });
  return signIn(test, { email: user.email, password: USER_PASSWORD });
}

describe('POST /data-uploads', () => {
  it('should keep the file as it came, for its user only, and say who has uploaded it', async () => {
    const csv = `\uFEFF${freshCsv()}`;
    const { status, body, headers } = await uploadCsv(test, { token, kind: 'bank', name: 'bank-2026-10.csv', csv });
    const sha256 = createHash('sha256').update(csv).digest('hex');
    const byteSize = Buffer.byteLength(csv);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      kind: 'bank',
      fileName: 'bank-2026-10.csv',
      byteSize,
      sha256,
      status: 'uploaded',
      uploadedBy: { id: admin.id, email: ADMIN_EMAIL },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      import: null,
    });
    const path = join(directory, `${body.id}.csv`);
    expect(await readFile(path, 'utf8')).toBe(csv);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await filesThere()).not.toContain(`${body.id}.part`);
    expect(await entryOf(headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'upload',
      resource_type: 'data_upload',
      resource_id: body.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} uploaded data upload bank-2026-10.csv`,
      metadata: { kind: 'bank', byteSize, sha256 },
    });
  });

  it('should take the kind after the file too, and a file of many pieces', async () => {
    const csv = csvOf(
      ...Array.from({ length: 40_000 }, (_, index) => `${freshCsv().length}-${index},2026-10-31,1,EUR,€uro`),
    );
    const form = new FormData();
    form.append('file', new Blob([csv], { type: 'text/csv' }), 'many.csv');
    form.append('kind', 'ledger');
    const { status, body } = await uploadForm(test, { token, form });
    expect(status).toBe(201);
    expect(body.sha256).toBe(createHash('sha256').update(csv).digest('hex'));
    expect(await readFile(join(directory, `${body.id}.csv`), 'utf8')).toBe(csv);
  });

  it.each([
    ['../../../etc/passwd.csv', 'passwd.csv'],
    ['..\\..\\windows.csv', 'windows.csv'],
    ["Überweisungen 'Okt'.csv", "Überweisungen 'Okt'.csv"],
    [`${'x'.repeat(300)}.csv`, `${'x'.repeat(196)}.csv`],
    ['bank\u202Egnp.csv', 'bankgnp.csv'],
  ])('should show the name %j as %j, and use neither on disk', async (name, fileName) => {
    const { status, body } = await uploadCsv(test, { token, name, csv: freshCsv() });
    expect({ status, fileName: body.fileName }).toEqual({ status: 201, fileName });
    expect(await filesThere()).toContain(`${body.id}.csv`);
  });
});

describe('the same content', () => {
  it('should be refused under any name, naming the upload that has it', async () => {
    const csv = freshCsv();
    const first = await uploadCsv(test, { token, csv });
    const before = await traces();
    const { status, body, headers } = await uploadCsv(test, { token, csv, name: 'other.csv' });
    expect({ status, body }).toMatchObject({
      status: 409,
      body: { code: 'UPLOAD_DUPLICATE', detail: expect.stringContaining(first.body.id) },
    });
    expect(await traces()).toEqual(before);
    expect(await entryOf(headers)).toMatchObject({
      status: 'failure',
      metadata: { kind: 'bank', existingId: first.body.id, sha256: first.body.sha256 },
    });
  });

  it('should be taken as the other kind: that one was a mistake', async () => {
    const csv = freshCsv();
    await uploadCsv(test, { token, csv, kind: 'bank' });
    expect((await uploadCsv(test, { token, csv, kind: 'ledger' })).status).toBe(201);
  });

  it('should be kept once when it comes several times at once', async () => {
    const csv = freshCsv();
    const before = (await filesThere()).length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => uploadCsv(test, { token, csv })));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
    const { id } = answers.find(({ status }) => status === 201)!.body;
    const details = answers
      .filter(({ status }) => status === 409)
      .map(({ body }) => String(Reflect.get(body, 'detail')));
    expect(details.every((detail) => detail.includes(id))).toBe(true);
    expect((await filesThere()).length).toBe(before + 1);
  });
});

describe('GET /data-uploads', () => {
  it('should give pages, newest first, by kind and status', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.push((await uploadCsv(test, { token, kind: 'ledger', csv: freshCsv() })).body.id);
    }
    const list = (query: string) =>
      call<{ data: UploadBody[]; pagination: { total: number } }>(test, `GET /data-uploads?${query}`, { token });
    const { body } = await list('kind=ledger&limit=2&status=uploaded');
    expect(body.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(body.pagination).toEqual({ limit: 2, page: 1, total: expect.any(Number) });
    const [{ ledger }] = await sql(`SELECT count(*)::int AS ledger FROM data_uploads WHERE kind = 'ledger'`);
    expect(body.pagination.total).toBe(ledger);
    expect((await list('kind=ledger&limit=2&page=2')).body.data[0]?.id).toBe(ids[0]);
    expect((await list('status=imported')).body.pagination.total).toBe(0);
    expect((await list('')).body.data[0]).toEqual((await call(test, `GET /data-uploads/${ids[2]}`, { token })).body);
  });

  it.each(['kind=crypto', 'kind=', 'status=done', 'limit=201', 'page=0', 'name=x', 'kind=bank&kind=bank'])(
    'should refuse ?%s',
    async (query) => {
      const answer = await call(test, `GET /data-uploads?${query}`, { token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    },
  );

  it('should be for those who may see data', async () => {
    const user = await createUser(test);
    const without = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const routes = ['/data-uploads', `/data-uploads/${NOBODY}`, `/data-uploads/${NOBODY}/refusals`];
    for (const route of routes) {
      expect((await call(test, `GET ${route}`, { token: without })).status).toBe(403);
      expect((await call(test, `GET ${route}`)).status).toBe(401);
    }
    expect((await call(test, 'GET /data-uploads', { token: await reader() })).status).toBe(200);
  });
});

describe('GET /data-uploads/{id}', () => {
  it.each([
    [NOBODY, 404, 'UPLOAD_NOT_FOUND'],
    ['nonsense', 400, 'VALIDATION_FAILED'],
    ['..%2F..%2Fetc%2Fpasswd', 400, 'VALIDATION_FAILED'],
  ])('should answer %s with %i', async (id, status, code) => {
    for (const route of [`/data-uploads/${id}`, `/data-uploads/${id}/refusals`]) {
      expect(await call(test, `GET ${route}`, { token })).toMatchObject({ status, body: { code } });
    }
  });
});

describe(PurgeStrayUploadsJob.name, () => {
  it('should remove what no upload knows, once it is a day old, and tell of it', async () => {
    const { id } = (await uploadCsv(test, { token, csv: freshCsv() })).body;
    const stray = '019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11';
    const young = '019aaf10-3f5c-7c34-8a59-3b5c8d9c0a12';
    const names = [`${stray}.part`, `${stray}.csv`, `${young}.part`, `${young}.csv`, 'notes.txt', `${stray}.txt`];
    for (const name of names) await writeFile(join(directory, name), 'x');
    const dayAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    const old = [`${id}.csv`, `${stray}.part`, `${stray}.csv`, 'notes.txt', `${stray}.txt`];
    for (const name of old) await utimes(join(directory, name), dayAgo, dayAgo);
    const before = await filesThere();

    const job = { id: 'job-1', payload: {}, signal: new AbortController().signal };
    await test.app.get(PurgeStrayUploadsJob).run(job);

    const gone = before.filter((name) => name.startsWith(stray) && !name.endsWith('.txt'));
    expect(new Set(await filesThere())).toEqual(new Set(before.filter((name) => !gone.includes(name))));
    expect(await auditEntries(test, `resource_type = 'job'`)).toMatchObject([
      {
        category: 'administrative',
        action_type: 'run',
        resource_id: 'purge-stray-uploads',
        status: 'success',
        actor_type: 'system',
        description: 'The system ran job purge-stray-uploads',
        metadata: { removedFiles: 2, job: { id: 'job-1' } },
      },
    ]);
  });
});
