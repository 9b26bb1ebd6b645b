import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { csvOf, uploadCsv, uploadForm } from '../support/uploads.ts';
import { createUser, giveRole, USER_PASSWORD } from '../support/users.ts';

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
const set = (key: string, value: unknown) => call(test, `PUT /settings/${key}`, { token, json: { value } });
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
  const part = (csv: string | Uint8Array, type = 'text/csv') => new Blob([csv], { type });
  const formOf = (...fields: [name: string, value: string | Blob, fileName?: string][]) => {
    const form = new FormData();
    for (const [name, value, fileName = 'bank.csv'] of fields) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, fileName);
    }
    return form;
  };
  const file = (type?: string, fileName?: string): [string, Blob, string?] => [
    'file',
    part(freshCsv(), type),
    fileName,
  ];

  it.each<[what: string, form: () => FormData, fields: string[]]>([
    ['no file', () => formOf(['kind', 'bank']), ['file']],
    ['no kind', () => formOf(file()), ['kind']],
    ['nothing', () => formOf(), ['file', 'kind']],
    ['a wrong kind before the file', () => formOf(['kind', 'crypto'], file()), ['kind']],
    ['a wrong kind after the file', () => formOf(file(), ['kind', 'Bank']), ['kind']],
    ['two kinds', () => formOf(['kind', 'bank'], ['kind', 'bank'], file()), ['kind']],
    ['two files', () => formOf(['kind', 'bank'], file(), file()), ['file']],
    ['text as the file', () => formOf(['kind', 'bank'], ['file', 'a,b']), ['file']],
    ['an unknown field', () => formOf(['kind', 'bank'], file(), ['note', 'x']), ['note']],
    ['a file of another name', () => formOf(['kind', 'bank'], ['data', part('a')]), ['data']],
    ['a field of every object', () => formOf(['kind', 'bank'], ['constructor', 'x'], file()), ['body']],
    ['kinds without end', () => formOf(['kind', 'bank'.repeat(2000)], file()), ['kind']],
  ])('should refuse %s', async (_what, form, fields) => {
    const before = await traces();
    const { status, body, headers } = await uploadForm(test, { token, form: form() });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const { errors } = body as unknown as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(fields);
    expect(await traces()).toEqual(before);
    expect(await entryOf(headers)).toMatchObject({
      action_type: 'upload',
      status: 'failure',
      resource_id: null,
      user_id: admin.id,
    });
  });

  it.each<[what: string, content: () => Blob, name: string, status: number, code: string]>([
    ['an empty file', () => part(''), 'bank.csv', 400, 'UPLOAD_EMPTY'],
    ['a picture', () => part('a,b', 'image/png'), 'bank.csv', 415, 'UPLOAD_NOT_CSV'],
    ['a file without a name that tells', () => part('a,b', 'text/plain'), 'bank.txt', 415, 'UPLOAD_NOT_CSV'],
    ['a NUL byte', () => part('a,b\n1,\u0000'), 'bank.csv', 415, 'UPLOAD_NOT_CSV'],
    ['Latin-1', () => part(Buffer.from('Überweisung', 'latin1')), 'bank.csv', 415, 'UPLOAD_NOT_CSV'],
    ['UTF-16', () => part(Buffer.from('\uFEFFa,b', 'utf16le')), 'bank.csv', 415, 'UPLOAD_NOT_CSV'],
    ['half a character at the end', () => part(Buffer.from('a,€').subarray(0, -1)), 'bank.csv', 415, 'UPLOAD_NOT_CSV'],
  ])('should refuse %s', async (_what, content, name, expected, code) => {
    const before = await traces();
    const form = formOf(['kind', 'bank'], ['file', content(), name]);
    const { status, body, headers } = await uploadForm(test, { token, form });
    expect({ status, body }).toMatchObject({ status: expected, body: { code } });
    expect(await traces()).toEqual(before);
    expect(await entryOf(headers)).toMatchObject({
      status: 'failure',
      description: expect.stringContaining(`tried to upload data upload ${name} and was refused`),
    });
  });

  it.each(['application/json', 'text/csv', 'application/x-www-form-urlencoded', 'multipart/mixed; boundary=x'])(
    'should refuse a body of %s',
    async (type) => {
      const headers = { 'content-type': type };
      const answer = await call(test, 'POST /data-uploads', { token, body: '{}', headers });
      expect(answer).toMatchObject({
        status: 415,
        body: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: expect.stringContaining('multipart/form-data') },
      });
      expect(await entryOf(answer.headers)).toMatchObject({ action_type: 'upload', status: 'failure' });
    },
  );

  it('should leave other routes without forms', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await call(test, 'POST /users', { token, body: '--x--', headers });
    expect(answer).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    expect((await call(test, 'POST /nowhere', { token, body: '--x--', headers })).status).toBe(404);
  });

  it.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    [
      'that breaks off',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na,b',
    ],
    ['that is none', 'multipart/form-data; boundary=x', 'nothing of the kind'],
  ])('should refuse a form %s', async (_what, type, body) => {
    const before = await traces();
    const answer = await call(test, 'POST /data-uploads', { token, body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'UPLOAD_INCOMPLETE' } });
    expect(await traces()).toEqual(before);
  });

  it('should refuse who may only read, and who is not signed in', async () => {
    const before = await traces();
    const { status, headers } = await uploadCsv(test, { token: await reader(), csv: freshCsv() });
    expect(status).toBe(403);
    expect(await entryOf(headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'upload',
      status: 'failure',
    });
    expect((await uploadCsv(test, { token: 'x', csv: freshCsv() })).status).toBe(401);
    expect(await traces()).toEqual(before);
  });
});

describe('the largest upload', () => {
  beforeAll(() => set('data_upload.max_bytes', 5000));
  afterAll(() => sql('DELETE FROM settings'));

  it('should be as large as the setting says, to the byte', async () => {
    const csv = freshCsv();
    expect((await uploadCsv(test, { token, csv: csv.padEnd(5000, 'x') })).status).toBe(201);
    const before = await traces();
    const { status, body, headers } = await uploadCsv(test, { token, csv: csv.padEnd(5001, 'x') });
    expect({ status, body }).toMatchObject({
      status: 413,
      body: { code: 'UPLOAD_TOO_LARGE', detail: expect.stringContaining('larger than 5000 bytes') },
    });
    expect(await traces()).toEqual(before);
    expect(await entryOf(headers)).toMatchObject({ status: 'failure', user_id: admin.id });
  });

  it('should be noticed long before the end', async () => {
    const before = await traces();
    const client = begin();
    client.write('x'.repeat(6000));
    const [response] = (await once(client, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
    client.destroy();
    expect(await traces()).toEqual(before);
  });

  it('should not keep a client from its answer that insists on sending all', async () => {
    const disposition = 'Content-Disposition: form-data; name="file"; filename="large.csv"';
    const form = `--x\r\n${disposition}\r\n\r\n${'x'.repeat(20_000_000)}\r\n--x--\r\n`;
    const { hostname, port } = new URL(test.url);
    const client = connect(Number(port), hostname);
    const head = [
      'POST /api/v1/data-uploads HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: multipart/form-data; boundary=x',
      `Content-Length: ${form.length}`,
    ];
    client.write(`${head.join('\r\n')}\r\n\r\n`);
    const isWritten = client.write(form);
    // The answer is read only when all is sent, as simple clients do.
    if (!isWritten) await once(client, 'drain');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toContain('HTTP/1.1 413');
    client.destroy();
  });
});

describe('a client that leaves in the middle', () => {
  it('should leave no file and no row', async () => {
    const before = await traces();
    const client = begin();
    client.on('error', () => undefined);
    client.write('x'.repeat(100_000));
    while ((await filesThere()).filter((name) => name.endsWith('.part')).length === 0) await sleep(5);
    client.destroy();
    while ((await filesThere()).some((name) => name.endsWith('.part'))) await sleep(5);
    expect(await traces()).toEqual(before);
    const left = () => auditEntries(test, `metadata->'http'->>'outcome' = 'aborted'`);
    while ((await left()).length === 0) await sleep(5);
    expect(await left()).toMatchObject([
      {
        action_type: 'upload',
        status: 'failure',
        user_id: admin.id,
        description: expect.stringContaining('tried to upload data upload slow.csv and was refused'),
      },
    ]);
  });
});

describe('signed uploads', () => {
  const key = randomBytes(32).toString('hex');
  const signed = (csv: string, by = key) => `sha256=${createHmac('sha256', by).update(csv).digest('hex')}`;
  const upload = (csv: string, signature?: string) =>
    uploadCsv(test, { token, csv, headers: signature === undefined ? {} : { 'x-upload-signature': signature } });

  beforeAll(() => set('data_upload.signing_key', key));
  afterAll(() => sql('DELETE FROM settings'));

  it('should be taken with the right signature, in any case', async () => {
    const csv = freshCsv();
    expect((await upload(csv, signed(csv))).status).toBe(201);
    const other = freshCsv();
    expect((await upload(other, `SHA256=${signed(other).slice(7).toUpperCase()}`)).status).toBe(201);
  });

  it.each<[what: string, signature: (csv: string) => string | undefined]>([
    ['none', () => undefined],
    ['an empty one', () => ''],
    ['one of another key', (csv) => signed(csv, 'another key')],
    ['one of another file', () => signed('another file')],
    ['half of one', (csv) => signed(csv).slice(0, 39)],
    ['one without its algorithm', (csv) => signed(csv).slice(7)],
  ])('should be refused with %s', async (_what, signature) => {
    const before = await traces();
    const csv = freshCsv();
    const { status, body, headers } = await upload(csv, signature(csv));
    expect({ status, body }).toMatchObject({ status: 403, body: { code: 'UPLOAD_SIGNATURE_INVALID' } });
    expect(await traces()).toEqual(before);
    const entry = await entryOf(headers);
    expect(entry).toMatchObject({ action_type: 'upload', status: 'failure' });
    expect(JSON.stringify(entry)).not.toContain(key);
  });
});

/** Begins to upload a file by hand; its content follows. */
function begin(): ClientRequest {
  const client = request(`${test.url}/api/v1/data-uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  client.write('--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nbank\r\n');
  client.write('--x\r\nContent-Disposition: form-data; name="file"; filename="slow.csv"\r\n');
  client.write('Content-Type: text/csv\r\n\r\n');
  return client;
}
